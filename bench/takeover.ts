/**
 * How soon the next candidate is launched after one took the GPU from its process: by the guarded engine's warm spare,
 * and by a process that is only then started.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { digits } from '../lib/format/quantities.js';
import { GuardedEngine } from '../lib/guard/guarded_engine.js';
import { packagePath } from '../lib/package_root.js';
import { type LoadedProblem, atCase, loadProblem } from '../lib/problem/problem.js';
import type { AnyEngine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import { percentile } from './percentile.js';

const repeats = { spare: 100, 'fresh process': 20 };
/** Where a new spare takes long to be warm there are fewer. */
const mostMs = { spare: 150_000, 'fresh process': 40_000 };

/** Writes far beyond everything: with its safe run it would be stopped, so it has none. */
const poison = `/*---
launch:
  - { kernel: faulty, grid: [1], block: [32], args: [a, b, c, N] }
---*/
extern "C" __global__ void faulty(const float* a, const float* b, float* c, int n) {
  c[(1ll << 44) + threadIdx.x] = a[0] + b[0] + n;
}
`;

/** Nanoseconds of the monotonic clock, which all processes of a machine share. */
interface Takeover {
  /** The batch with the fault was handed to the driver: the fault comes after this. */
  poisonedNs: bigint;
  /** The driver reported the fault in the process that it hit. */
  faultNs: bigint;
  /** The verdict on it arrived here. */
  verdictNs: bigint;
  /** The next candidate's first launch, one of its safe run, was handed to the driver. */
  launchNs: bigint;
}

function untilTrue(holds: () => boolean): Promise<void> {
  return holds() ? Promise.resolve() : sleep(2).then(() => untilTrue(holds));
}

/** One takeover: the next candidate is handed over while the poison runs, so that it waits for the device. */
async function takeOver(engine: GuardedEngine, trace: Trace, problem: LoadedProblem, next: string): Promise<Takeover> {
  trace.events.length = 0;
  const options = { engine, trials: 1, time: false, seed: 1 };
  let begun = false;
  const poisoned = verifyKernel(poison, problem, {
    ...options,
    safe: false,
    onProgress: ({ rung }) => (begun ||= rung === 'correct'),
  }).then((verdict) => ({ verdict, ns: process.hrtime.bigint() }));
  await untilTrue(() => begun);
  const second = verifyKernel(next, problem, options);
  const { verdict, ns: verdictNs } = await poisoned;
  const { outcome } = await second;
  if (verdict.outcome !== 'fault' || outcome !== 'pass') {
    throw new Error(`Expected a fault and then a pass but found ${verdict.outcome} and ${outcome}.`);
  }
  const calls = [...new Set(trace.events.map(({ call }) => call))].sort((a, b) => a - b);
  const timesOf = (call: number | undefined, event: string): bigint[] =>
    trace.events.filter((one) => one.call === call && one.event === event).map(({ ns }) => ns);
  const [poisonedNs] = timesOf(calls[0], 'enqueued').slice(-1);
  const [faultNs] = timesOf(calls[0], 'lost');
  const [launchNs] = timesOf(calls[1], 'enqueued');
  if (poisonedNs === undefined || faultNs === undefined || launchNs === undefined) {
    throw new Error('Expected the launches to be traced.');
  }
  return { poisonedNs, faultNs, verdictNs, launchNs };
}

interface Trace {
  events: { call: number; event: string; ns: bigint }[];
}

async function measure(device: string, how: keyof typeof repeats): Promise<Takeover[]> {
  const spare = how === 'spare';
  const endMs = performance.now() + mostMs[how];
  const trace: Trace = { events: [] };
  const problem = atCase(loadProblem('vector_add'), 'small');
  const next = readFileSync(packagePath('test', 'candidates', 'vector_add', 'fast.cu'), 'utf8');
  const onTrace = (event: Trace['events'][number]): void => void trace.events.push(event);
  await using engine = await GuardedEngine.open({ device, spare, onTrace });
  const found: Takeover[] = [];
  for (let repeat = 0; repeat < repeats[how] && performance.now() < endMs; repeat++) {
    if (spare) await untilTrue(() => engine.processes.spareIsWarm);
    if (repeat % 10 === 9) console.error(`  ${how}: ${repeat + 1} of ${repeats[how]}`);
    found.push(await takeOver(engine, trace, problem, `${next}\n// ${repeat} ${process.hrtime.bigint()}\n`));
  }
  return found;
}

function summary(values: readonly number[]): { minMs: number; medianMs: number; p95Ms: number; maxMs: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    minMs: sorted[0] ?? NaN,
    medianMs: median(values),
    p95Ms: percentile(values, 95),
    maxMs: sorted.at(-1) ?? NaN,
  };
}

function ms(from: bigint, to: bigint): number {
  return Number(to - from) / 1e6;
}

export async function benchTakeover(engine: AnyEngine, folder?: string): Promise<BenchReport> {
  const device = engine.gpu?.id;
  if (device === undefined) throw new Error('Expected a GPU: --device cuda:0.');
  const results = [];
  for (const how of ['spare', 'fresh process'] as const) {
    const takeovers = await measure(device, how);
    const steps = {
      'fault to launch': takeovers.map(({ faultNs, launchNs }) => ms(faultNs, launchNs)),
      'batch with the fault to launch': takeovers.map(({ poisonedNs, launchNs }) => ms(poisonedNs, launchNs)),
      'fault to verdict': takeovers.map(({ faultNs, verdictNs }) => ms(faultNs, verdictNs)),
    };
    for (const [step, samplesMs] of Object.entries(steps)) {
      results.push({ how, step, ...summary(samplesMs), samplesMs });
    }
  }
  const path = writeResult('takeover', engine, { repeats, goalMs: 100, results }, folder);
  const rows = results.map(({ how, step, minMs, medianMs, p95Ms, maxMs, samplesMs }) => [
    `${step}, ${how} (${samplesMs.length})`,
    ...[minMs, medianMs, p95Ms, maxMs].map((value) => digits(value)),
  ]);
  return { text: table(['ms (takeovers)', 'min', 'median', 'p95', 'max'], rows), path };
}
