/**
 * Whether times can be repeated and are true: the same binaries timed in 50 processes (`--rounds`), one after the other,
 * and once under Nsight Compute, which is left out with `--quick` and where there is none. On a GPU only; `--only TEXT`
 * of the names.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { digits, percent } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import type { Engine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import type { SafeBenchOptions } from './safe_options.js';
import type { TimedOnce } from './time_repeat_child.js';
import { ncuMissing, profile } from './time_repeat_ncu.js';
import { type Spread, goals, spreadOf } from './time_repeat_spread.js';
import { nameOf, timedSubjects } from './time_repeat_subjects.js';

const processes = 50;
const ncu = 'ncu';

export interface Repeated {
  name: string;
  cubin: string;
  spread: Spread;
  /** A line for each process. */
  runs: TimedOnce[];
  /** Nsight Compute's durations in milliseconds; null without it. */
  ncuMs: number[] | null;
}

/** Runs `time` so many times and sorts what it tells by subject. Throws when a subject's binary is not always the same. */
export async function repeat(times: number, time: () => Promise<TimedOnce[]>): Promise<Omit<Repeated, 'ncuMs'>[]> {
  const runs: TimedOnce[] = [];
  while (times-- > 0) runs.push(...(await time()));
  const names = Array.from(new Set(runs.map(({ name }) => name)));
  return names.map((name) => {
    const own = runs.filter((run) => run.name === name);
    const cubins = Array.from(new Set(own.map(({ cubin }) => cubin)));
    if (cubins.length !== 1) throw new Error(`Expected one binary of ${name} but found ${cubins.length}.`);
    return { name, cubin: cubins[0]!, spread: spreadOf(own.map(({ medianMs }) => medianMs)), runs: own };
  });
}

function childWords(device: string, only: string, safe: 'checked' | 'unchecked'): string[] {
  return [packagePath('dist', 'bench', 'time_repeat_child.js'), device, only, safe];
}

async function runChild(device: string, only: string): Promise<TimedOnce[]> {
  const words = childWords(device, only, 'checked');
  const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: 1 << 26 });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as TimedOnce);
}

/** One launch of one kernel is one run of the plan; plans of several launches have no such figure. */
function profiled(device: string, { name, runs: [first] }: Omit<Repeated, 'ncuMs'>): number[] | null {
  const [kernel, ...others] = first?.kernels ?? [];
  if (kernel === undefined || others.length > 0) return null;
  return profile(ncu, kernel, [process.execPath, ...childWords(device, name, 'unchecked')]);
}

export async function benchTimeRepeat(
  engine: Engine,
  folder?: string,
  options?: SafeBenchOptions,
): Promise<BenchReport> {
  const { gpu } = engine;
  if (!gpu) throw new Error(engine.unavailable ?? 'There is no GPU, and the simulator does not time.');
  const only = options?.only ?? '';
  const times = options?.rounds ?? (options?.quick ? 3 : processes);
  const missing = options?.quick ? 'left out by --quick' : ncuMissing(ncu);
  const subjects = timedSubjects(only).map(nameOf);
  const repeated = await repeat(times, () => runChild(gpu.id, only));
  const results: Repeated[] = repeated.map((one) => ({ ...one, ncuMs: missing ? null : profiled(gpu.id, one) }));
  const content = { processes: times, goals, subjects, ncuMissing: missing, results };
  const path = writeResult('time-repeat', engine, content, folder);
  return { text: `${repeatTable(results)}${missing ? `\nwithout Nsight Compute: ${missing}` : ''}`, path };
}

/** A row for each subject, and how many of them reach the goals. */
export function repeatTable(results: readonly Repeated[]): string {
  const rows = results.map(({ name, spread, runs, ncuMs }) => {
    const ncuMedianMs = ncuMs && ncuMs.length > 0 ? median(ncuMs) : null;
    return [
      name,
      digits(spread.medianMs * 1000),
      percent(spread.allowance),
      percent(spread.share),
      percent(spread.furthest),
      ncuMedianMs === null ? '' : digits(ncuMedianMs * 1000),
      ncuMedianMs === null ? '' : percent(Math.abs(spread.medianMs / ncuMedianMs - 1)),
      String(runs.filter(({ warnings }) => warnings.length > 0).length),
    ];
  });
  const header = ['kernel', 'µs', 'within', 'share', 'furthest', 'ncu µs', 'apart', 'with warnings'];
  const reached = results.filter(({ spread }) => spread.reached).length;
  const compared = results.filter(({ ncuMs }) => ncuMs && ncuMs.length > 0);
  const near = compared.filter(({ ncuMs, spread }) => Math.abs(spread.medianMs / median(ncuMs!) - 1) <= goals.ncu);
  const sums = `${reached} of ${results.length} have ${percent(goals.share)} of their medians within the allowance; ${near.length} of ${compared.length} agree with Nsight Compute within ${percent(goals.ncu)}`;
  return `${table(header, rows)}\n${sums}`;
}
