/**
 * The simulator's findings for the corpora, as sanitizer_table.ts reads them.
 *
 *   node dist/bench/sanitizer_sim.js SIM.json
 */
import { writeFileSync } from 'node:fs';
import { messageOf } from '../lib/errors.js';
import { type CorpusFile, faultyFiles, rightFiles } from '../test/sim/corpus.js';
import { simulate } from '../test/sim/simulate.js';
import type { SimResult } from './sanitizer_table.js';

type Row = SimResult['results'][number];

async function rowOf(corpus: Row['corpus'], file: CorpusFile): Promise<Row> {
  const found = await simulate(file);
  const findings = found.map(({ kind, at, other }) =>
    other ? { kind, line: at.line, otherLine: other.line } : { kind, line: at.line },
  );
  return { corpus, name: file.name, findings };
}

async function main(path: string | undefined): Promise<void> {
  if (!path) throw new Error('Expected the file to write: node dist/bench/sanitizer_sim.js SIM.json');
  const results: Row[] = [];
  for (const file of faultyFiles()) results.push(await rowOf('faulty', file));
  for (const file of rightFiles()) results.push(await rowOf('right', file));
  writeFileSync(path, `${JSON.stringify({ results } satisfies SimResult, null, 1)}\n`);
  console.log(path);
}

try {
  await main(process.argv[2]);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
