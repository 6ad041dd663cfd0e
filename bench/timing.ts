/**
 * Whether the times are true: the same kernels under Nsight Compute, which reads gpu__time_duration from the GPU. Its
 * run is a process of its own with the caches as warpsmith leaves them (cooled) and the clocks left alone.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digits, percent } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { atCase, loadProblem } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import { timeEmpty } from '../lib/verify/time.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { table, writeResult } from './measurement.js';

/** From some 5 µs to some 15 ms; kernel names are those in the files. */
const subjects = [
  { problem: 'vector_add', candidate: 'fast' },
  { problem: 'softmax', candidate: 'fast' },
  { problem: 'layernorm', candidate: 'fast' },
  { problem: 'relu', candidate: 'fast' },
  { problem: 'matmul', candidate: 'fast' },
  { problem: 'matmul', candidate: 'tiled32' },
];

function candidatePath({ problem, candidate }: (typeof subjects)[number]): string {
  return packagePath('test', 'candidates', problem, `${candidate}.cu`);
}

/** Durations in ms that Nsight Compute reads for the launches of one kernel, those before the timed ones left out. */
function profiled(subject: (typeof subjects)[number], kernel: string, before: number): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-ncu-'));
  const log = join(folder, 'log.csv');
  const ncu = ['--metrics', 'gpu__time_duration.sum', '--clock-control', 'none', '--cache-control', 'none'];
  const output = ['--csv', '--print-units', 'base', '--log-file', log];
  const filter = ['--kernel-name-base', 'function', '-k', `regex:^${kernel}$`];
  const verify = [packagePath('dist', 'lib', 'cli', 'main.js'), 'verify', subject.problem, candidatePath(subject)];
  try {
    const words = [...ncu, ...output, ...filter, process.execPath, ...verify, '--trials', '1', '--json'];
    const { status, stderr } = spawnSync('ncu', words, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (status !== 0)
      throw new Error(`ncu ended with ${status}:\n${stderr}\n${readFileSync(log, 'utf8').slice(0, 2000)}`);
    const durations = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('gpu__time_duration.sum'))
      .map((line) => Number(/"([\d,.]+)"\s*$/.exec(line)?.[1]?.replaceAll(',', '')) / 1e6);
    return durations.slice(before);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function benchTiming(engine: Engine, folder?: string): Promise<string> {
  const { gpu } = engine;
  if (!gpu) throw new Error(engine.unavailable ?? 'There is no GPU.');
  const ncuVersion = execFileSync('ncu', ['--version'], { encoding: 'utf8' }).trim().split('\n').at(-1);
  const events = await timeEmpty(gpu, 100);
  const results = [];
  for (const subject of subjects) {
    const source = readFileSync(candidatePath(subject), 'utf8');
    const verdict = await verifyKernel(source, atCase(loadProblem(subject.problem)), { engine, seed: 1 });
    if (verdict.outcome !== 'pass' || !verdict.timing) throw new Error(`${subject.problem} did not pass.`);
    if (verdict.kernels.length !== 1) throw new Error(`${subject.problem} has several launches.`);
    const ncuMs = profiled(subject, verdict.kernels[0]?.kernel.replace(/<.*$/, '') ?? '', 1 + verdict.timing.warmups);
    const ncuMedianMs = median(ncuMs);
    const { medianMs } = verdict.timing;
    results.push({
      ...subject,
      medianMs,
      ncuMedianMs,
      difference: medianMs / ncuMedianMs - 1,
      timing: verdict.timing,
      ncuMs,
    });
  }
  // The empty kernel that every process with timing runs for calibration, once unmeasured and then timed.
  const emptyNcuMs = median(profiled(subjects[0]!, 'empty', 0));
  const path = writeResult('timing', engine, { ncuVersion, events, emptyNcuMs, results }, folder);
  const rows = results.map(({ problem, candidate, medianMs, ncuMedianMs, difference, ncuMs }) => [
    `${problem}/${candidate}`,
    digits(medianMs * 1000),
    digits(ncuMedianMs * 1000),
    percent(Math.abs(difference)),
    digits((medianMs - ncuMedianMs) * 1000, 3),
    String(ncuMs.length),
  ]);
  const header = ['kernel, µs', 'warpsmith', 'Nsight Compute', 'apart', 'by µs', 'ncu launches'];
  const overhead = `events around nothing ${digits(events.nothingMs * 1000)} µs, around an empty kernel ${digits(events.emptyKernelMs * 1000)} µs, which Nsight Compute times at ${digits(emptyNcuMs * 1000)} µs`;
  return `${table(header, rows)}\n${overhead}\n${path}`;
}
