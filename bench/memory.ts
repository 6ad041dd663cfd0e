/**
 * Whether a process may go on for ever: memory of host and device, and the time of a candidate, over thousands of new
 * sources in one process, untimed and as many at once as there are cores. `--rounds N` candidates (10,000 by default,
 * without a GPU 300), for `--minutes N` at most.
 */
import { availableParallelism } from 'node:os';
import { messageOf } from '../lib/errors.js';
import { digits, percent } from '../lib/format/quantities.js';
import type { Engine } from '../lib/verify/engine.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { collectGarbage } from '../test/gpu/garbage.js';
import { freshBinary } from './fresh_binary.js';
import { type BenchReport, type Result, nameOnDevice, table, writeResult } from './measurement.js';
import { cycleLength, memorySubjects } from './memory_subjects.js';
import type { SafeBenchOptions } from './safe_options.js';
import { openFiles, residentBytes } from './soak_memory.js';
import { type Subject, surprise } from './soak_subjects.js';
import { type Trend, trendOf } from './trend.js';

const usualCount = { gpu: 10_000, other: 300 };
const tellEveryMs = 5000;
/** Before it caches fill and references are compiled. */
const warmFrom = 100;
/** The most that anything may rise from there to the end, as a share. */
const goalShare = 0.01;

export interface MemoryPoint {
  /** Candidates that were judged by then. */
  done: number;
  /** Bytes, once the garbage is collected: resident without the pages of files, and V8's two. */
  residentBytes: number;
  heapBytes: number;
  externalBytes: number;
  /** In use on the whole device; null without one. */
  deviceBytes: number | null;
  openFiles: number;
  /** Of a candidate since the point before, in the mean; null at the start. */
  msEach: number | null;
}

export type Metric = Exclude<keyof MemoryPoint, 'done'>;
export const metrics: readonly Metric[] = [
  'residentBytes',
  'heapBytes',
  'externalBytes',
  'deviceBytes',
  'openFiles',
  'msEach',
];

export interface MemoryResult extends Result {
  goalShare: number;
  warmFrom: number;
  count: number;
  done: number;
  points: MemoryPoint[];
  outcomes: Record<string, number>;
  surprises: { index: number; name: string; expected: string; found: string }[];
  /** From `warmFrom` candidates on; null for too few points. */
  trends: Record<Metric, Trend | null>;
}

async function pointAt(engine: Engine, done: number, msEach: number | null): Promise<MemoryPoint> {
  await collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  const memory = (await engine.device?.native.memory()) ?? null;
  return {
    done,
    residentBytes: residentBytes(process.pid) ?? 0,
    heapBytes: heapUsed,
    externalBytes: external,
    deviceBytes: memory && memory.total - memory.free,
    openFiles: openFiles(),
    msEach,
  };
}

export function trendsOf(points: readonly MemoryPoint[]): Record<Metric, Trend | null> {
  const warm = points.filter(({ done }) => done >= warmFrom);
  const trend = (metric: Metric): Trend | null =>
    trendOf(warm.flatMap((point) => (point[metric] === null ? [] : [{ x: point.done, y: point[metric] }])));
  return Object.fromEntries(metrics.map((metric) => [metric, trend(metric)])) as Record<Metric, Trend | null>;
}

/** As a person calls them, and in which unit they are shown. */
export const metricLabels: Record<Metric, { label: string; unit: string; factor: number }> = {
  residentBytes: { label: 'host memory, resident', unit: 'MiB', factor: 2 ** -20 },
  heapBytes: { label: "V8's heap", unit: 'MiB', factor: 2 ** -20 },
  externalBytes: { label: 'buffers outside of the heap', unit: 'MiB', factor: 2 ** -20 },
  deviceBytes: { label: 'device memory', unit: 'MiB', factor: 2 ** -20 },
  openFiles: { label: 'open files', unit: 'count', factor: 1 },
  msEach: { label: 'time of a candidate', unit: 'ms', factor: 1 },
};

/** A row for each metric at 0, 100, 1,000, … candidates and at the end. */
export function memoryTable({ points, trends }: Pick<MemoryResult, 'points' | 'trends'>): string {
  const columns = points.filter((point, i) => i === points.length - 1 || /^(0|100+)$/.test(String(point.done)));
  const rows = metrics.map((metric) => {
    const trend = trends[metric];
    const { label, unit, factor } = metricLabels[metric];
    const each = trend && (metric.endsWith('Bytes') ? `${digits(trend.slope, 3)} B` : digits(trend.slope, 3));
    return [
      `${label} (${unit})`,
      ...columns.map((point) => (point[metric] === null ? '' : digits(point[metric] * factor))),
      each ?? '',
      trend ? `${trend.share < 0 ? '-' : ''}${percent(Math.abs(trend.share))}` : '',
    ];
  });
  return table(['candidates', ...columns.map(({ done }) => String(done)), 'a candidate', 'rise'], rows);
}

/** @param place in its round. `found` is what was not as announced, or null. */
async function judged(
  engine: Engine,
  subject: Subject,
  place: number,
): Promise<{ outcome: string; found: string | null }> {
  const { name, inputs, source } = subject;
  try {
    // The seed too is that of each round: its candidates do the same work again.
    const verdict = await verifyKernel(freshBinary(source), inputs, {
      engine,
      trials: 2,
      time: false,
      seed: place,
      name,
    });
    return { outcome: verdict.outcome, found: engine.device ? surprise(subject, verdict) : null };
  } catch (error) {
    return { outcome: 'rejected', found: messageOf(error) };
  }
}

export async function benchMemory(
  engine: Engine,
  folder: string | undefined,
  { rounds, minutes }: Pick<SafeBenchOptions, 'rounds' | 'minutes'>,
): Promise<BenchReport> {
  const count = rounds ?? (engine.gpu ? usualCount.gpu : usualCount.other);
  const endMs = performance.now() + (minutes ?? Infinity) * 60_000;
  const subjects = memorySubjects();
  const points = [await pointAt(engine, 0, null)];
  const outcomes: MemoryResult['outcomes'] = {};
  const surprises: MemoryResult['surprises'] = [];
  let done = 0;
  let toldMs = performance.now();
  while (done < count && performance.now() < endMs) {
    const started = performance.now();
    const end = Math.min(done + cycleLength, count);
    let next = done;
    const judge = async (): Promise<void> => {
      while (next < end) {
        const index = next++;
        const place = index % cycleLength;
        const subject = subjects[place]!;
        const { outcome, found } = await judged(engine, subject, place);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        const { name, expected } = subject;
        if (found !== null) surprises.push({ index, name, expected: expected.outcome, found });
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, judge));
    const msEach = (performance.now() - started) / (end - done);
    done = end;
    points.push(await pointAt(engine, done, msEach));
    if (performance.now() - toldMs > tellEveryMs) {
      toldMs = performance.now();
      console.error(`  ${done} of ${count}, ${surprises.length} surprises`);
    }
  }
  const trends = trendsOf(points);
  const content = { goalShare, warmFrom, count, done, points, outcomes, surprises, trends };
  const path = writeResult(nameOnDevice('memory', engine), engine, content, folder);
  const texts = [
    memoryTable({ points, trends }),
    `rise: of the line through all points from ${warmFrom} candidates on (goal: below ${percent(goalShare)})`,
    `${surprises.length} of ${done} verdicts were not as announced`,
    ...surprises.slice(0, 10).map(({ index, name, found }) => `  ${index} ${name}: ${found}`),
  ];
  return { text: texts.join('\n'), path };
}
