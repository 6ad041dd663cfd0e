/**
 * The safe run beside Compute Sanitizer's memcheck: whether both say the same of the same candidates, how much longer
 * the GPU takes with either, and how long it is from a source to its finding.
 *
 * Faulty candidates have a process each under memcheck, right ones share a few. On the simulator only the safe run's part
 * runs, and no process is started.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../lib/errors.js';
import { digits } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import type { Engine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import { refusedNames } from '../lib/verify/policy/ability_rules.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import { compileFor, fileName } from './safe_compiled.js';
import { costOf } from './safe_cost.js';
import { type Agreement, agreementTable, compareFaulty, compareRight } from './safe_agreement.js';
import type { SafeBenchOptions } from './safe_options.js';
import { type Checked, checkAlone, prepare } from './safe_prepare.js';
import { type FaultySubject, type RightSubject, faultySubjects, rightSubjects } from './safe_subjects.js';
import {
  type Settings,
  type ToolResult,
  inParallel,
  notRun,
  resultOf,
  runChild,
  runOne,
  sanitizerVersion,
} from './sanitizer_run.js';

/** Goals of the project's plan: how many times quicker than memcheck. */
const goalGpu = 100;
const goalFinding = 20;

/** Right candidates that share a process: few enough that one which ends it costs little, many enough to save starts. */
const rightInProcess = 15;

/** Compared in GPU time, at full size: the first is the one that memcheck slows down most. */
const timed = ['right/gemm_f32/naive', 'right/gemm_f32/tiled32', 'right/axpy/plain'];

/** From source to finding; each is found by both. */
const raced = [
  'out-of-bounds-load-first-thread',
  'out-of-bounds-load-last-thread',
  'out-of-bounds-store-first-thread',
  'out-of-bounds-third-launch-load',
  'out-of-bounds-double2-load',
  'out-of-bounds-int4-store',
  'out-of-bounds-atomic-last-thread',
  'out-of-bounds-noinline-load',
  'out-of-bounds-asm-ld',
  'out-of-bounds-shared-third-launch',
  'misaligned-first-thread-float4',
  'misaligned-third-launch-store',
];

interface GpuRatio {
  name: string;
  rawMs: number;
  screenMs: number;
  memcheckMs: number;
}

interface FindingRace {
  name: string;
  /** From the source to the verdict in an engine that is warm, by a source it has not seen. */
  verdictMs: number;
  outcome: string;
  /** From the source to the end of the process under memcheck, the compile included. */
  memcheckMs: number;
  told: boolean;
}

async function checkedAlone(engine: Engine, { source, problem }: RightSubject): Promise<Checked | string> {
  try {
    const prepared = await prepare(engine, source, problem);
    try {
      return await checkAlone(prepared, 300);
    } finally {
      if (prepared.device.lost === null) prepared.allocations.release();
    }
  } catch (error) {
    return messageOf(error);
  }
}

async function raceToFinding(engine: Engine, settings: Settings, subject: FaultySubject): Promise<FindingRace> {
  const { name, problem } = subject;
  const fresh = (): string => `${subject.source}\n// ${process.hrtime.bigint()}\n`;
  const started = performance.now();
  const options = { engine, trials: 1, time: false, seed: 1, allow: refusedNames };
  const verdict = await verifyKernel(fresh(), problem, options);
  const verdictMs = performance.now() - started;
  const file = fileName('faulty', { ...subject, name: `${name}-raced` });
  const compileMs = await compileFor(engine, settings.folder, file, { ...subject, source: fresh() });
  const processStarted = performance.now();
  const ended = await runChild(settings, 'memcheck', [file], settings.limitMs);
  const memcheckMs = compileMs + performance.now() - processStarted;
  const told = resultOf(file, ended).reports.some(({ kind }) => kind !== 'api');
  return { name, verdictMs, outcome: verdict.outcome, memcheckMs, told };
}

/** Only what the safe run finds: anything else would run as it is. */
async function raceAll(engine: Engine, settings: Settings, names: readonly string[]): Promise<FindingRace[]> {
  const races: FindingRace[] = [];
  for (const subject of faultySubjects().filter(({ name }) => names.includes(name))) {
    const checked = await checkedAlone(engine, subject);
    if (typeof checked === 'string' || checked.findings.length === 0) {
      console.error(`  ${subject.name}: the safe run finds nothing, so it is left out`);
    } else races.push(await raceToFinding(engine, settings, subject));
  }
  return races;
}

/** GPU time as it is, with checks, and under memcheck. */
async function gpuRatios(engine: Engine, settings: Settings): Promise<GpuRatio[]> {
  const ratios: GpuRatio[] = [];
  for (const subject of rightSubjects(false).filter(({ name }) => timed.includes(name))) {
    const cost = await costOf(engine, subject, false);
    const file = fileName('right', { ...subject, name: `timed/${subject.name}` });
    await compileFor(engine, settings.folder, file, subject);
    const ended = await runChild({ ...settings, deadlineMs: 60_000 }, 'memcheck', [file], 120_000);
    const memcheckMs = gpuMsOf(resultOf(file, ended));
    ratios.push({ name: subject.name, rawMs: cost.raw.medianMs, screenMs: cost.screen.medianMs, memcheckMs });
  }
  return ratios;
}

function gpuMsOf(result: ToolResult): number {
  return result.gpuMs ?? NaN;
}

/** What memcheck says of every candidate, by name: the faulty ones in a process each. */
async function underMemcheck(
  engine: Engine,
  settings: Settings,
  jobs: number,
  { faulty, right }: { faulty: readonly FaultySubject[]; right: readonly RightSubject[] },
): Promise<Map<string, ToolResult>> {
  const results = new Map<string, ToolResult>();
  const names = { faulty: new Map<string, string>(), right: new Map<string, string>() };
  for (const corpus of ['faulty', 'right'] as const) {
    for (const subject of corpus === 'faulty' ? faulty : right) {
      const file = fileName(corpus, subject);
      try {
        await compileFor(engine, settings.folder, file, subject);
        names[corpus].set(file, subject.name);
      } catch (error) {
        console.error(`  ${subject.name}: ${messageOf(error).slice(0, 200)}`);
      }
    }
  }
  const groups = groupsOf([...names.right.keys()], rightInProcess);
  const one = async (file: string, name: string): Promise<void> => {
    results.set(name, await runOne(settings, 'memcheck', file));
    if (results.size % 50 === 0) console.error(`  ${results.size} under memcheck …`);
  };
  const endless = new Set(faulty.filter(({ kind }) => kind === 'deadline').map(({ name }) => name));
  const alone = [...names.faulty].map(([file, name]) => ({ name, run: () => one(file, name) }));
  await inParallel(
    [
      ...alone.filter(({ name }) => !endless.has(name)).map(({ run }) => run),
      ...groups.map((group) => async (): Promise<void> => {
        const ended = await runChild(settings, 'memcheck', group, 2 * settings.limitMs);
        for (const file of group) results.set(names.right.get(file) ?? file, resultOf(file, ended));
      }),
      // Last: while one of these spins, the GPU gives the others only their slices of its time.
      ...alone.filter(({ name }) => endless.has(name)).map(({ run }) => run),
    ],
    jobs,
  );
  // Those that were reported in a common process, or that it did not come to, once more alone.
  const again = [...names.right].filter(([, name]) => !isQuiet(results.get(name)));
  await inParallel(
    again.map(
      ([file, name]) =>
        () =>
          one(file, name),
    ),
    jobs,
  );
  return results;
}

function groupsOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

function isQuiet(result: ToolResult | undefined): boolean {
  return result?.outcome === 'ran' && result.reports.every(({ kind }) => kind === 'api');
}

function ratioRows(ratios: readonly GpuRatio[]): string[][] {
  return ratios.map(({ name, rawMs, screenMs, memcheckMs }) => [
    name,
    digits(rawMs),
    digits(screenMs),
    digits(memcheckMs),
    `${(screenMs / rawMs).toFixed(2)} ×`,
    `${digits(memcheckMs / rawMs)} ×`,
    `${digits(memcheckMs / screenMs)} ×`,
  ]);
}

export async function benchSafeMemcheck(
  engine: Engine,
  out: string | undefined,
  { quick, only, sanitizer, jobs, minutes = 6 }: SafeBenchOptions,
): Promise<BenchReport> {
  const simulated = engine.simulator !== null;
  const version = simulated ? 'no sanitizer on the simulator' : sanitizerVersion(sanitizer);
  const few = <T>(list: T[]): T[] => (quick ? list.slice(0, 12) : list);
  const faulty = few(faultySubjects(only));
  const right = few(rightSubjects(true, only));
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-memcheck-'));
  const settings: Settings = {
    sanitizer,
    folder,
    child: packagePath('dist', 'bench', 'sanitizer_child.js'),
    deadlineMs: 3000,
    limitMs: 30_000,
    until: performance.now() + minutes * 60_000,
  };
  try {
    // First, while the GPU belongs to this process alone.
    const own = new Map<string, Checked | string>();
    for (const subject of [...faulty, ...right]) {
      own.set(subject.name, await checkedAlone(engine, subject));
      if (engine.device?.lost) break;
    }
    const ratios = simulated || quick ? [] : await gpuRatios(engine, settings);
    const races = simulated ? [] : await raceAll(engine, settings, few(raced));
    const theirs = simulated
      ? new Map<string, ToolResult>()
      : await underMemcheck(engine, settings, jobs, { faulty, right });
    const agreements: Agreement[] = [
      ...faulty.map((subject) => compareFaulty(subject, own.get(subject.name), theirs.get(subject.name) ?? notRun)),
      ...right.map((subject) => compareRight(subject, own.get(subject.name), theirs.get(subject.name) ?? notRun)),
    ];
    const path = writeResult(
      'safe-memcheck',
      engine,
      { sanitizer: version, goals: { gpu: goalGpu, finding: goalFinding }, ratios, races, agreements },
      out,
    );
    return { text: [version, ...racesText(ratios, races), agreementTable(agreements)].join('\n\n'), path };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function racesText(ratios: readonly GpuRatio[], races: readonly FindingRace[]): string[] {
  const texts: string[] = [];
  if (ratios.length > 0) {
    const header = ['GPU time, ms', 'raw', 'safe', 'memcheck', 'safe / raw', 'memcheck / raw', 'memcheck / safe'];
    texts.push(`${table(header, ratioRows(ratios))}\ngoal: memcheck / safe above ${goalGpu}`);
  }
  if (races.length > 0) {
    const rows = races.map(({ name, verdictMs, outcome, memcheckMs, told }) => [
      name,
      `${digits(verdictMs)} (${outcome})`,
      `${digits(memcheckMs)}${told ? '' : ' (nothing)'}`,
      `${digits(memcheckMs / verdictMs)} ×`,
    ]);
    const ratio = median(races.map(({ verdictMs, memcheckMs }) => memcheckMs / verdictMs));
    const header = ['source to finding, ms', 'safe run', 'memcheck', 'ratio'];
    texts.push(`${table(header, rows)}\nmedian ${digits(ratio)} × (goal ${goalFinding})`);
  }
  return texts;
}
