/**
 * The kernels of `kernels/kernelbench/` beside the modules they stand for: warpsmith's own verdict, that under KernelBench's
 * conditions, times, the module's own times, and fast_p. `--kernelbench CHECKOUT`, `--level 1` (the default), `--only NUMBERS`;
 * First come all verdicts of our own and the modules' times, then KernelBench's conditions, under which the file draws its
 * inputs on the CPU: those with the smallest inputs first, as gigabytes take minutes. At last `--compile` times `torch.compile`.
 * Each kernel is written down when it is done, as a line of `DATE-solutions.jsonl`, and again with what is added later;
 * `--resume FILE` goes on with such a file and tries again what failed, `--minutes N` begins nothing that is about to take
 * longer, `--limit` bounds the seconds of one. On the simulator it goes through the small cases.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { commitOfThis } from '../lib/certificate/maker.js';
import { digits, percent } from '../lib/format/quantities.js';
import { messageOf } from '../lib/errors.js';
import { packagePath } from '../lib/package_root.js';
import { type LoadedProblem, atCase, fullCase } from '../lib/problem/problem.js';
import { coloursFor } from '../lib/report/colours.js';
import { verdictText } from '../lib/report/verdict_text.js';
import { closeHelpers, helperOf } from '../lib/torch/helpers.js';
import { kernelBenchProblems } from '../lib/torch/kernelbench.js';
import type { Engine } from '../lib/verify/engine.js';
import type { VerifyOptions } from '../lib/verify/options.js';
import { timeBaselines } from '../lib/verify/time/baselines.js';
import { leftOutText } from '../lib/verify/roofline/usual_text.js';
import type { Verdict } from '../lib/verify/verdict.js';
import { simulatedCases } from '../lib/verify/verify_cases.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { type BenchReport, type Result, machineOf, nameOnDevice, table, writeResult } from './measurement.js';
import {
  type ModuleProblem,
  keyOf,
  loadModuleProblem,
  moduleProblems,
  pythonOf,
  useModulesOf,
} from './module_problems.js';
import { type Piece, oneByOne } from './one_by_one.js';
import { type RivalOptions, defaultRivalOptions } from './rival_options.js';
import type { SafeBenchOptions } from './safe_options.js';
import {
  type Judgement,
  type SolutionRecord,
  type Summary,
  eagerSpeedUpOf,
  isTimed,
  kernelBenchSpeedUpOf,
  readRecords,
  summaryOf,
} from './solutions_record.js';

/** What the result file holds. */
export interface SolutionsResult extends Result {
  /** Name of the file that has the records, a line each. */
  lines: string;
  records: SolutionRecord[];
  summary: Summary;
}

type Settled = RivalOptions & Partial<SafeBenchOptions>;

interface Solution extends ModuleProblem {
  /** File name. */
  kernel: string;
  source: string;
}

/** Of a kernel, unless less is allowed; a compiler takes minutes. */
const mostSeconds = 120;
const mostSecondsCompiling = 420;
const shownDigits = 6;

/** The problems that there is a kernel for. */
function solutionsOf(how: Settled): Solution[] {
  return moduleProblems(how.kernelbench, how.levels ?? [1], how.only ?? '').flatMap((problem) => {
    const folder = packagePath('kernels', 'kernelbench', `level${problem.level}`);
    const kernel = readdirSync(folder).find((name) => name.startsWith(`${problem.number}_`) && name.endsWith('.cu'));
    return kernel === undefined ? [] : [{ ...problem, kernel, source: readFileSync(join(folder, kernel), 'utf8') }];
  });
}

const rounded = (samplesMs: readonly number[]): number[] => samplesMs.map((ms) => Number(ms.toPrecision(shownDigits)));

function judgementOf(verdict: Verdict, ms: number): Judgement {
  const rungs: Record<string, number> = {};
  for (const rung of verdict.rungs) rungs[rung.rung] = (rungs[rung.rung] ?? 0) + rung.ms;
  const { timing, roofline } =
    verdict.outcome === 'pass' || verdict.outcome === 'implausible' ? verdict : { timing: null, roofline: null };
  return {
    outcome: verdict.outcome,
    seed: verdict.seed,
    ms,
    rungs,
    timing: timing && {
      medianMs: timing.medianMs,
      intervalMs: timing.intervalMs,
      averaged: timing.averaged,
      samplesMs: rounded(timing.samplesMs),
      warnings: timing.warnings,
    },
    kernelBench: timing?.kernelBench
      ? { meanMs: timing.kernelBench.meanMs, samplesMs: rounded(timing.kernelBench.samplesMs) }
      : null,
    roofline: roofline && {
      floorMs: roofline.floorMs,
      boundBy: roofline.boundBy,
      ...(roofline.usualMs === undefined ? {} : { usualMs: roofline.usualMs }),
      share: roofline.share,
    },
    degenerate: (verdict.degenerate ?? []).map(({ sentence }) => sentence),
    why: verdict.outcome === 'pass' ? null : verdictText(verdict, coloursFor({ isTTY: false })),
  };
}

async function judge(source: string, loaded: LoadedProblem, options: VerifyOptions): Promise<Judgement> {
  const started = performance.now();
  const verdict = await verifyKernel(source, loaded, options);
  return judgementOf(verdict, performance.now() - started);
}

function emptyRecord(engine: Engine, { level, number, name, kernel }: Solution): SolutionRecord {
  const machine = { ...machineOf(engine) };
  return {
    ...{ level, number, name, kernel, date: '', commit: commitOfThis(), machine, torch: null },
    ...{ case: engine.gpu ? fullCase : 'small', inputBytes: 0, ms: 0 },
    ...{ own: null, kernelBench: null, baselines: [], failed: null },
  };
}

/** Whether it has what comes first; what failed later is tried again by itself. */
function isBegun({ failed, own, baselines }: SolutionRecord): boolean {
  return failed === null || (own !== null && baselines.length > 0);
}

/** What is found out in one piece of work: our own verdict and the module's times, the second verdict, the compiled times. */
type Stage = 'own' | 'kernelBench' | 'compiled';

const stageNames: Record<Stage, string> = {
  own: '',
  kernelBench: " under KernelBench's conditions",
  compiled: ' beside torch.compile',
};

/** @param before what is known of it: what is found is added to that. */
function pieceOf(engine: Engine, solution: Solution, how: Settled, stage: Stage, before: SolutionRecord) {
  const { kernel, source } = solution;
  const record = { ...before };
  let started = performance.now();
  const ended = (failed: string | null): SolutionRecord => {
    const ms = before.ms + performance.now() - started;
    return { ...record, date: new Date().toISOString(), ms, failed };
  };
  const work = async (signal: AbortSignal): Promise<SolutionRecord> => {
    started = performance.now();
    const helper = await helperOf(pythonOf(how));
    record.torch = { ...helper.ready };
    const problem = await loadModuleProblem(solution, how);
    record.case = engine.gpu ? fullCase : (simulatedCases(problem)[0] ?? fullCase);
    const loaded = atCase(problem, record.case);
    record.inputBytes = loaded.contract.inputs.reduce((sum, { bytes }) => sum + bytes, 0);
    const options: VerifyOptions = { engine, signal, name: kernel };
    const timed = async (way: 'eager' | 'compile'): Promise<void> => {
      if (!engine.gpu) return;
      // PyTorch takes what it needs from what is free then.
      engine.gpu.pool.dropAll();
      const added = await timeBaselines(loaded, { device: engine.gpu.id, ways: [way], signal });
      record.baselines = [...record.baselines.filter((each) => each.how !== way), ...added];
    };
    const steps: Record<Stage, (() => Promise<void>)[]> = {
      own: [async () => void (record.own = await judge(source, loaded, options)), () => timed('eager')],
      kernelBench: [
        async () => void (record.kernelBench = await judge(source, loaded, { ...options, conditions: 'kernelbench' })),
      ],
      compiled: [() => timed('compile')],
    };
    const failures: string[] = [];
    for (const step of steps[stage]) {
      signal.throwIfAborted();
      // What fails takes nothing from the others.
      await step().catch((error: unknown) => failures.push(messageOf(error)));
    }
    signal.throwIfAborted();
    return ended(failures.length > 0 ? failures.join('\n') : null);
  };
  return {
    name: `${keyOf(solution)} ${kernel}${stageNames[stage]}`,
    work,
    failed: ended,
  } satisfies Piece<SolutionRecord>;
}

const number = (value: number | null | undefined, count = 4): string =>
  value === null || value === undefined ? '' : digits(value, count);

const header = [
  'problem',
  'own / KernelBench',
  'ms',
  'mean, ms',
  'roofline',
  'eager, ms',
  'no TF32',
  'TF32',
  'compiled',
  'with TF32',
  'speed-up',
  'KernelBench',
  's',
];

function rowOf(record: SolutionRecord): string[] {
  const { own, kernelBench, baselines } = record;
  const roofline = own?.roofline;
  const at = (how: 'eager' | 'compile', tf32: boolean | 'convolutions'): string =>
    number(
      baselines.filter(isTimed).find((each) => each.how === how && each.tf32 === tf32 && each.l2 === 'cold')?.medianMs,
    );
  return [
    `${keyOf(record)} ${record.name}`,
    record.failed === null ? `${own?.outcome ?? '-'} / ${kernelBench?.outcome ?? '-'}` : 'failed',
    number(own?.timing?.medianMs),
    number(kernelBench?.kernelBench?.meanMs),
    roofline ? `${percent(roofline.share)}${leftOutText(roofline.usualMs)}` : '',
    at('eager', 'convolutions'),
    at('eager', false),
    at('eager', true),
    at('compile', false),
    at('compile', true),
    number(eagerSpeedUpOf(record), 3),
    number(kernelBenchSpeedUpOf(record), 3),
    number(record.ms / 1000, 2),
  ];
}

function textOf(records: readonly SolutionRecord[], summary: Summary): string {
  const {
    kernels,
    judgedKernelBench,
    own,
    kernelBench,
    quickerOwn,
    quickerKernelBench,
    medianSpeedUp,
    ofAll,
    ofKernels,
  } = summary;
  const lines = [
    `${kernels} kernels: ${own} pass by warpsmith's own judgement, ` +
      `${kernelBench} of ${judgedKernelBench} under KernelBench's conditions`,
  ];
  if (medianSpeedUp !== null) {
    lines.push(
      `quicker than eager PyTorch: ${quickerOwn}, under KernelBench's conditions ${quickerKernelBench}; ` +
        `median speed-up ${digits(medianSpeedUp, 3)}`,
    );
  }
  for (const fast of [ofAll, ofKernels]) {
    if (fast === null) continue;
    const shares = fast.shares.map(({ p, share }) => `fast_${p} ${digits(share, 3)}`).join(', ');
    lines.push(`of ${fast.of} problems: ${shares}`);
  }
  return [table(header, records.map(rowOf)), ...lines].join('\n');
}

export async function benchSolutions(
  engine: Engine,
  folder?: string,
  options: Partial<SafeBenchOptions & RivalOptions> = {},
): Promise<BenchReport> {
  const how = { ...defaultRivalOptions, ...options };
  useModulesOf(how);
  const solutions = solutionsOf(how);
  const name = nameOnDevice('solutions', engine);
  const out = folder ?? packagePath('bench', 'results');
  const lines = how.resume || join(out, `${new Date().toISOString().slice(0, 10)}-${name}.jsonl`);
  const done = how.resume ? readRecords(lines).filter(isBegun) : [];
  const limitS = Math.min(how.limit, how.compile ? mostSecondsCompiling : mostSeconds);
  const lost = (): string | null => engine.device?.lost ?? null;
  const known = new Map(done.map((record) => [keyOf(record), record]));
  const endMs = performance.now() + 60_000 * (how.minutes ?? Infinity);
  const add = async (pieces: readonly Piece<SolutionRecord>[]): Promise<void> => {
    const minutes = how.minutes === undefined ? undefined : (endMs - performance.now()) / 60_000;
    const added = await oneByOne(pieces, { lines, limitS, minutes, stop: closeHelpers, lost });
    for (const record of added) known.set(keyOf(record), record);
  };
  try {
    const unknown = solutions.filter((solution) => !known.has(keyOf(solution)));
    await add(unknown.map((solution) => pieceOf(engine, solution, how, 'own', emptyRecord(engine, solution))));
    const addTo = (stage: Stage, isWanted: (record: SolutionRecord) => boolean): Promise<void> => {
      const wanted = solutions.flatMap((solution) => {
        const before = known.get(keyOf(solution));
        return before && isBegun(before) && isWanted(before) ? [{ solution, before }] : [];
      });
      wanted.sort((a, b) => a.before.inputBytes - b.before.inputBytes);
      return add(wanted.map(({ solution, before }) => pieceOf(engine, solution, how, stage, before)));
    };
    await addTo('kernelBench', (record) => record.kernelBench === null);
    if (how.compile) await addTo('compiled', ({ baselines }) => baselines.every((each) => each.how !== 'compile'));
  } finally {
    await closeHelpers();
  }
  const records = solutions.flatMap((solution) => known.get(keyOf(solution)) ?? []);
  const problems = (how.levels ?? [1]).flatMap((level) => kernelBenchProblems(how.kernelbench, level)).length;
  const summary = summaryOf(records, problems);
  const path = writeResult(name, engine, { lines: basename(lines), records, summary }, folder);
  return { text: `${textOf(records, summary)}\n${lines}`, path };
}
