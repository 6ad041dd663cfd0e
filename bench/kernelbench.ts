/**
 * The same kernels through KernelBench's own `eval_kernel_against_ref` and through warpsmith, in one session: ten problems
 * of its level 1, a source that nobody has seen each time. `--kernelbench FOLDER` is a checkout of KernelBench, `--python`
 * and `--python-path` say which Python has PyTorch; without a checkout only warpsmith is measured. `--only 1,19` takes
 * problems by number, `--rounds N` the verdicts after the first on each. Each problem is written down when it is done,
 * as a line of `DATE-kernelbench.jsonl`; `--resume FILE` goes on with such a file, and `--minutes N` begins nothing that
 * is about to take longer. `--rehearse` only builds KernelBench's candidates and compares them once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { commitOfThis } from '../lib/certificate/maker.js';
import { messageOf } from '../lib/errors.js';
import { digits, percent } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { atCase, loadProblem } from '../lib/problem/problem.js';
import { coloursFor } from '../lib/report/colours.js';
import { verdictText } from '../lib/report/verdict_text.js';
import type { Engine } from '../lib/verify/engine.js';
import type { Verdict } from '../lib/verify/verdict.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { gpuBusyMs } from './gpu_busy.js';
import { Harness, rehearse } from './kernelbench_harness.js';
import {
  type KernelBenchProblem,
  chosenProblems,
  freshCandidate,
  freshId,
  loadKernelBenchProblem,
} from './kernelbench_problems.js';
import {
  type Compared,
  type HarnessOutcome,
  type KernelBenchRecord,
  type Ours,
  type Summary,
  compared,
  isComplete,
  readRecords,
  summaryOf,
} from './kernelbench_record.js';
import { type BenchReport, type Result, machineOf, nameOnDevice, table, writeResult } from './measurement.js';
import { appendLine } from './record_lines.js';
import { type RivalOptions, defaultRivalOptions } from './rival_options.js';
import type { SafeBenchOptions } from './safe_options.js';

/** As many as KernelBench's harness is asked for. */
const trials = 5;
const defaultRounds = 3;
/** On what `aboutS` says, before a problem is begun. */
const marginFactor = 1.15;

/** The full sizes are for a GPU. */
function caseOf(engine: Engine): string {
  return engine.gpu ? 'full' : 'small';
}

async function judge(engine: Engine, problem: KernelBenchProblem): Promise<Ours> {
  const source = freshCandidate(problem, freshId());
  const loaded = loadKernelBenchProblem(problem, caseOf(engine));
  const busyBefore = gpuBusyMs(engine);
  const started = performance.now();
  let verdict: Verdict;
  try {
    verdict = await verifyKernel(source, loaded, { engine, trials });
  } catch (error) {
    // What KernelBench's harness has taken minutes for is kept.
    const none = { rungs: {}, kernelMs: null, samples: null, gpuBusyMs: null };
    return { outcome: `error: ${messageOf(error)}`.slice(0, 500), ms: performance.now() - started, ...none };
  }
  const ms = performance.now() - started;
  const busyAfter = gpuBusyMs(engine);
  const rungs: Record<string, number> = {};
  for (const rung of verdict.rungs) rungs[rung.rung] = (rungs[rung.rung] ?? 0) + rung.ms;
  const timing = verdict.outcome === 'pass' ? verdict.timing : null;
  return {
    outcome: verdict.outcome,
    ms,
    rungs,
    kernelMs: timing?.medianMs ?? null,
    samples: timing?.samplesMs.length ?? null,
    gpuBusyMs: busyBefore === null || busyAfter === null ? null : busyAfter - busyBefore,
    ...(verdict.outcome === 'pass' ? {} : { why: verdictText(verdict, coloursFor({ isTTY: false })) }),
  };
}

/** The engine's own kernels are compiled and loaded, and the GPU is awake, before a clock starts: on another problem. */
async function warmUp(engine: Engine): Promise<void> {
  const problem = loadProblem('vector_add');
  for (let i = 0; i < 2; i++) {
    await verifyKernel(`${vectorAdd}\n// ${freshId()}\n`, atCase(problem, caseOf(engine)), { engine });
  }
}

const vectorAdd = `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) c[i] = a[i] + b[i];
}
`;

async function throughHarness(harness: Harness, problem: KernelBenchProblem): Promise<HarnessOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-kernelbench-'));
  try {
    return await harness.evaluate(problem, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(each: Compared, { kernelBench, first, next }: KernelBenchRecord): string[] {
  const number = (value: number | null, count = 3): string => (value === null ? '' : digits(value, count));
  const harness = kernelBench?.kind === 'result' ? kernelBench : null;
  const words = kernelBench?.kind === 'failed' ? 'failed' : '';
  return [
    `${each.number} ${each.name}`,
    `${each.atLeast ? '> ' : ''}${number(each.kernelBenchS)}${words}`,
    number(harness?.compileSeconds ?? null),
    number(each.firstMs, 4),
    number(each.nextMs, 4),
    `${each.atLeast ? '> ' : ''}${number(each.firstRatio)}`,
    `${each.atLeast ? '> ' : ''}${number(each.nextRatio)}`,
    each.gpuShare === null ? '' : percent(each.gpuShare),
    `${harness === null ? '-' : harness.correct ? 'right' : 'wrong'} / ${first.outcome}`,
    number(harness?.runtimeMs ?? null, 4),
    number((next[0] ?? first).kernelMs, 4),
  ];
}

const header = [
  'problem',
  'KernelBench, s',
  'its compile',
  'first, ms',
  'next, ms',
  'ratio, first',
  'next',
  'GPU busy',
  'right / ours',
  'its mean, ms',
  'our median, ms',
];

function textOf(records: readonly KernelBenchRecord[]): string {
  const summary = summaryOf(records);
  const ratio = (value: number | null): string => (value === null ? 'not measured' : `${digits(value, 3)} times`);
  const share = summary.summedGpuShare === null ? 'not counted' : percent(summary.summedGpuShare);
  return (
    `${table(
      header,
      records.map((record) => rowOf(compared(record), record)),
    )}\n` +
    `median of ${summary.problems} problems: ${ratio(summary.medianFirstRatio)} quicker with the first verdict on a ` +
    `problem, ${ratio(summary.medianNextRatio)} with those after it; GPU's share of our time, all together: ${share}`
  );
}

/** What the result file holds. */
export interface KernelBenchResult extends Result {
  trials: number;
  /** The file that has the records, a line each. */
  lines: string;
  records: KernelBenchRecord[];
  problems: Compared[];
  summary: Summary;
}

export async function benchKernelBench(
  engine: Engine,
  folder?: string,
  options: Partial<SafeBenchOptions & RivalOptions> = {},
): Promise<BenchReport> {
  const settled = { ...defaultRivalOptions, ...options };
  const chosen = chosenProblems(options.only ?? '');
  const name = nameOnDevice('kernelbench', engine);
  if (settled.rehearse) {
    const { text, results } = await rehearse(settled, engine.device?.id ?? 'cuda:0', chosen);
    return { text, path: writeResult(`${name}-rehearsal`, engine, { results }, folder) };
  }
  const began = performance.now();
  const out = folder ?? packagePath('bench', 'results');
  const lines = settled.resume || join(out, `${new Date().toISOString().slice(0, 10)}-${name}.jsonl`);
  const withHarness = settled.kernelbench !== '';
  const done = settled.resume ? readRecords(lines).filter((record) => isComplete(record, withHarness)) : [];
  const left = chosen.filter(({ number }) => !done.some((record) => record.number === number));
  const records = [...done];
  const harness = withHarness ? new Harness(settled, engine.device?.id ?? 'cuda:0') : null;
  try {
    await warmUp(engine);
    for (const problem of left) {
      const endsAt = (performance.now() - began) / 1000 + marginFactor * Math.min(problem.aboutS, settled.limit);
      if (harness && options.minutes !== undefined && endsAt > 60 * options.minutes) {
        console.error(`  ${problem.number} ${problem.folder} and what comes behind it: left for --resume ${lines}`);
        break;
      }
      console.error(`  ${problem.number} ${problem.folder} …`);
      const kernelBench = harness ? await throughHarness(harness, problem) : null;
      if (kernelBench?.kind === 'failed') console.error(`  ${kernelBench.words}`);
      if (kernelBench?.kind === 'result' && !kernelBench.correct) console.error(`  ${JSON.stringify(kernelBench)}`);
      const first = await judge(engine, problem);
      const next: Ours[] = [];
      for (let i = 0; i < (options.rounds ?? defaultRounds); i++) next.push(await judge(engine, problem));
      const record: KernelBenchRecord = {
        number: problem.number,
        name: problem.folder,
        date: new Date().toISOString(),
        commit: commitOfThis(),
        machine: { ...machineOf(engine) },
        harness: harness?.facts ?? null,
        kernelBench,
        first,
        next,
      };
      appendLine(lines, record);
      records.push(record);
    }
  } finally {
    await harness?.stop();
  }
  const content = {
    trials,
    lines: basename(lines),
    records,
    problems: records.map(compared),
    summary: summaryOf(records),
  };
  return { text: `${textOf(records)}\n${lines}`, path: writeResult(name, engine, content, folder) };
}
