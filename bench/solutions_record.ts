/** What the bench `solutions` keeps of each kernel, a line of JSON, and what all of them come to. */
import { z } from 'zod';
import {
  type Baseline,
  type TimedBaseline,
  baselineName,
  baselineSchema,
  kernelBenchBaseline,
} from '../lib/verify/time/baselines.js';
import { rooflineSchema } from '../lib/verify/roofline/roofline_schema.js';
import { type ScoredProblem, fastP, publishedThresholds } from '../lib/report/fast_p.js';
import { median } from '../lib/verify/statistics.js';
import { keyOf } from './module_problems.js';
import { readLines } from './record_lines.js';

/** One verdict on a kernel. */
const judgementSchema = z.strictObject({
  outcome: z.string(),
  seed: z.number(),
  /** From the call to the verdict. */
  ms: z.number(),
  rungs: z.record(z.string(), z.number()),
  /** Null where it was not timed. */
  timing: z
    .strictObject({
      medianMs: z.number(),
      intervalMs: z.tuple([z.number(), z.number()]),
      averaged: z.int(),
      samplesMs: z.array(z.number()),
      warnings: z.array(z.string()),
    })
    .nullable(),
  /** Under KernelBench's conditions, as it times: the mean, to three digits. */
  kernelBench: z.strictObject({ meanMs: z.number(), samplesMs: z.array(z.number()) }).nullable(),
  /** In the results of 2026-11-23 a share may be far beyond 1: kernels that do fewer operations than PyTorch counts were held to all. */
  roofline: rooflineSchema.pick({ floorMs: true, boundBy: true, usualMs: true, share: true }).nullable(),
  /** What would pass without solving the problem, a sentence each. */
  degenerate: z.array(z.string()),
  /** The verdict in words, where it is not "pass": all kernels are meant to be right. */
  why: z.string().nullable(),
});
export type Judgement = z.infer<typeof judgementSchema>;

const recordSchema = z.strictObject({
  level: z.int(),
  number: z.int(),
  /** Of the module's file, and of the kernel's. */
  name: z.string(),
  kernel: z.string(),
  date: z.string(),
  commit: z.string(),
  machine: z.record(z.string(), z.unknown()),
  /** The helper's words about itself; null when there was none. */
  torch: z.record(z.string(), z.unknown()).nullable(),
  case: z.string(),
  /** Of all inputs together; 0 until it is known. */
  inputBytes: z.number(),
  /** Of all of it. */
  ms: z.number(),
  /** By warpsmith's own judgement, and under KernelBench's conditions; null where it did not come to that. */
  own: judgementSchema.nullable(),
  kernelBench: judgementSchema.nullable(),
  baselines: z.array(baselineSchema),
  /** What kept it from an end; null when nothing did. */
  failed: z.string().nullable(),
});
export type SolutionRecord = z.infer<typeof recordSchema>;

export function readRecords(path: string): SolutionRecord[] {
  return readLines(path, recordSchema, keyOf);
}

/** Of a baseline, how many times as long as the kernel it takes. */
export interface SpeedUp {
  baseline: string;
  /** Of medians, by warpsmith's own judgement. */
  speedUp: number | null;
}

const threeDigits = (ms: number): number => Number(ms.toPrecision(3));

/** Only what is right is quick: null for a kernel that is not, and where nothing was timed. */
export function speedUpsOf({ own, baselines }: SolutionRecord): SpeedUp[] {
  const ownMs = own?.outcome === 'pass' ? (own.timing?.medianMs ?? null) : null;
  return baselines
    .filter(isTimed)
    .filter(({ l2 }) => l2 === 'cold')
    .map((baseline) => ({
      baseline: baselineName(baseline),
      speedUp: ownMs === null ? null : baseline.medianMs / ownMs,
    }));
}

/** The same over eager PyTorch as it starts. */
export function eagerSpeedUpOf(record: SolutionRecord): number | null {
  return speedUpsOf(record).find(({ baseline }) => baseline === eagerBaseline)?.speedUp ?? null;
}

/** Under KernelBench's conditions, of its means. */
export function kernelBenchSpeedUpOf(record: SolutionRecord): number | null {
  const { correct, baselineMs, candidateMs } = scored(record);
  return correct && baselineMs !== null && candidateMs !== null ? baselineMs / candidateMs : null;
}

export function isTimed(baseline: Baseline): baseline is TimedBaseline {
  return 'medianMs' in baseline;
}

const eagerBaseline = baselineName({ how: 'eager', tf32: 'convolutions', l2: 'cold' });

/** Shares of problems whose kernel is right under KernelBench's conditions and more than p times as quick as eager. */
export interface Fast {
  /** What they are shares of. */
  of: number;
  shares: { p: number; share: number }[];
}

export interface Summary {
  kernels: number;
  /** Kernels that were judged under KernelBench's conditions. */
  judgedKernelBench: number;
  /** Kernels that pass under either. */
  own: number;
  kernelBench: number;
  /** Kernels that are quicker than eager PyTorch, as it starts. */
  quickerOwn: number;
  quickerKernelBench: number;
  medianSpeedUp: number | null;
  /** Of all problems of the levels, and of those that there is a kernel for. Null where nothing was timed. */
  ofAll: Fast | null;
  ofKernels: Fast | null;
}

/** What KernelBench scores: under its conditions, with its means. */
function scored({ kernelBench, baselines }: SolutionRecord): ScoredProblem {
  const eager = baselines.filter(isTimed).find(({ l2 }) => l2 === kernelBenchBaseline.l2);
  return {
    correct: kernelBench?.outcome === 'pass',
    baselineMs: eager ? threeDigits(eager.meanMs) : null,
    candidateMs: kernelBench?.kernelBench?.meanMs ?? null,
  };
}

const unsolved: ScoredProblem = { correct: false, baselineMs: null, candidateMs: null };

/** @param problems how many the levels have. */
export function summaryOf(records: readonly SolutionRecord[], problems: number): Summary {
  const known = records.map(eagerSpeedUpOf).filter((speedUp) => speedUp !== null);
  const isPass = (which: 'own' | 'kernelBench') => (record: SolutionRecord) => record[which]?.outcome === 'pass';
  const scores = records.map(scored);
  const isTimedAtAll = scores.some(({ candidateMs }) => candidateMs !== null);
  const fast = (of: readonly ScoredProblem[]): Fast | null =>
    isTimedAtAll ? { of: of.length, shares: publishedThresholds.map((p) => ({ p, share: fastP(of, p) })) } : null;
  const missing = Array<ScoredProblem>(Math.max(0, problems - scores.length)).fill(unsolved);
  return {
    kernels: records.length,
    judgedKernelBench: records.filter(({ kernelBench }) => kernelBench !== null).length,
    own: records.filter(isPass('own')).length,
    kernelBench: records.filter(isPass('kernelBench')).length,
    quickerOwn: known.filter((speedUp) => speedUp > 1).length,
    quickerKernelBench: records.filter((record) => (kernelBenchSpeedUpOf(record) ?? 0) > 1).length,
    medianSpeedUp: known.length > 0 ? median(known) : null,
    ofAll: fast([...scores, ...missing]),
    ofKernels: fast(scores),
  };
}
