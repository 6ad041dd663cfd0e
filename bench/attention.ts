/**
 * Verifies our candidates of the attention family and times them at the full size: `plain` is one thread for each query,
 * `fast` uses the tensor cores, `bounded` leaves out keys that a bias leaves without weight. Where the folder has what
 * `flex_attention.py` measured on the same GPU, as `DATE-flex-attention.jsonl`, FlexAttention stands beside them.
 * `--only TEXT` takes the candidates whose name has it, `--rounds N` takes each N times. On the simulator the small
 * cases run, untimed.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { digits, percent } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { builtInProblems, loadProblem } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import type { Verdict } from '../lib/verify/verdict.js';
import { verifyAllCases } from '../lib/verify/verify_cases.js';
import { newestFlexMedians } from './attention_flex.js';
import { type BenchReport, table, writeResult } from './measurement.js';
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

function rowOf(name: string, verdict: Verdict, flexMs: number | undefined): string[] {
  if (verdict.outcome !== 'pass') return [name, verdict.outcome];
  const { timing, roofline, errorShare } = verdict;
  const error = percent(Math.max(...Object.values(errorShare)));
  if (!timing || !roofline) return [name, 'pass', '', '', '', error];
  const rate = digits(teraflops(roofline.operations, timing.medianMs));
  const flex = flexMs === undefined ? [] : [digits(flexMs), digits(flexMs / timing.medianMs)];
  return [name, 'pass', digits(timing.medianMs), percent(roofline.share), rate, error, ...flex];
}

export async function benchAttention(
  engine: Engine,
  folder?: string,
  { only, rounds = 1 }: Partial<SafeBenchOptions> = {},
): Promise<BenchReport> {
  const results = [];
  for (const { name, problem, source } of attentionSubjects(only)) {
    const loaded = loadProblem(problem);
    for (let round = 0; round < rounds; round++) {
      const verdict = await verifyAllCases(source, loaded, { engine, seed: round + 1, name });
      results.push({ name, problem, round, verdict });
    }
  }
  const path = writeResult('attention', engine, { results }, folder);
  const flex = newestFlexMedians(folder ?? packagePath('bench', 'results'));
  const header = [
    'candidate',
    'outcome',
    'median ms',
    'roofline',
    'Tflop/s',
    'error / allowed',
    'flex ms',
    'flex / ours',
  ];
  const rows = results.map(({ name, problem, verdict }) => rowOf(name, verdict, flex.get(problem)));
  return { text: table(header, rows), path };
}
