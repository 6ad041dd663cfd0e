/**
 * Verifies and times our candidates of the attention family at the full size: `plain` is one thread for each query,
 * `fast` uses the tensor cores. `flex_attention.py` times FlexAttention on the same problems. With `--only TEXT`, the
 * candidates whose name has it; with `--rounds N`, each N times. All cases run, the full one timed; on the simulator the small ones.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { digits, percent } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { builtInProblems, loadProblem } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import type { Verdict } from '../lib/verify/verdict.js';
import { verifyAllCases } from '../lib/verify/verify_cases.js';
import { table, writeResult } from './measurement.js';
import type { SafeBenchOptions } from './safe_options.js';

interface Subject {
  /** Such as "attention_full/fast.cu". */
  name: string;
  problem: string;
  source: string;
}

/** The candidates of the attention family whose name has `only` in it, problem by problem. */
export function attentionSubjects(only = ''): Subject[] {
  return builtInProblems()
    .filter((problem) => problem.startsWith('attention_'))
    .flatMap((problem) => {
      const folder = packagePath('test', 'candidates', problem);
      const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.cu')) : [];
      return files.sort().map((file) => ({ name: `${problem}/${file}`, problem, folder, file }));
    })
    .filter(({ name }) => name.includes(only))
    .map(({ name, problem, folder, file }) => ({ name, problem, source: readFileSync(`${folder}/${file}`, 'utf8') }));
}

/** Floating-point operations of the usual way a second, in units of 10^12. */
export function teraflops(operations: number, medianMs: number): number {
  return operations / medianMs / 1e9;
}

function rowOf(name: string, verdict: Verdict): string[] {
  if (verdict.outcome !== 'pass') return [name, verdict.outcome, '', '', '', ''];
  const { timing, roofline, errorShare } = verdict;
  const error = percent(Math.max(...Object.values(errorShare)));
  if (!timing || !roofline) return [name, 'pass', '', '', '', error];
  const rate = digits(teraflops(roofline.operations, timing.medianMs));
  return [name, 'pass', digits(timing.medianMs), percent(roofline.share), rate, error];
}

export async function benchAttention(
  engine: Engine,
  folder?: string,
  { only, rounds = 1 }: Partial<SafeBenchOptions> = {},
): Promise<string> {
  const results = [];
  for (const { name, problem, source } of attentionSubjects(only)) {
    const loaded = loadProblem(problem);
    for (let round = 0; round < rounds; round++) {
      const verdict = await verifyAllCases(source, loaded, { engine, seed: round + 1, name });
      results.push({ name, round, verdict });
    }
  }
  const path = writeResult('attention', engine, { results }, folder);
  const header = ['candidate', 'outcome', 'median ms', 'roofline', 'Tflop/s', 'error / allowed'];
  return `${table(
    header,
    results.map(({ name, verdict }) => rowOf(name, verdict)),
  )}\n${path}`;
}
