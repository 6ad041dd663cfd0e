/** What the bench `kernelbench` keeps of each problem, a line of JSON, and what all of them come to. */
import { z } from 'zod';
import { median } from '../lib/verify/statistics.js';
import { readLines } from './record_lines.js';

/** An answer of `harness.py`. */
export const harnessAnswerSchema = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('ready'),
    torch: z.string(),
    cuda: z.string(),
    python: z.string(),
    /** Packages that were missing, and that evaluating does without. */
    standIns: z.array(z.string()),
  }),
  z.looseObject({ kind: z.literal('unfit'), error: z.string() }),
  z.looseObject({
    kind: z.literal('result'),
    number: z.int(),
    /** Of the call of `eval_kernel_against_ref`, and of `load_inline` in it. */
    seconds: z.number(),
    compileSeconds: z.number(),
    compiled: z.boolean(),
    correct: z.boolean(),
    /** Its mean of the candidate's timed runs; null when it did not time it. */
    runtimeMs: z.number().nullable(),
    referenceMs: z.number().nullable(),
    error: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
  }),
  z.looseObject({
    kind: z.literal('rehearsed'),
    number: z.int(),
    agrees: z.boolean(),
    difference: z.number().nullable(),
    error: z.string().nullable(),
  }),
]);
export type HarnessAnswer = z.infer<typeof harnessAnswerSchema>;

/** What came of KernelBench's harness on one problem. */
const harnessSchema = z.discriminatedUnion('kind', [
  harnessAnswerSchema.options[2],
  /** Stopped at the limit: it takes longer than that. */
  z.strictObject({ kind: z.literal('over'), seconds: z.number() }),
  z.strictObject({ kind: z.literal('failed'), words: z.string() }),
]);
export type HarnessOutcome = z.infer<typeof harnessSchema>;

/** One verdict of warpsmith's on a source that nobody had seen. */
const oursSchema = z.strictObject({
  outcome: z.string(),
  /** From the call to the verdict. */
  ms: z.number(),
  rungs: z.record(z.string(), z.number()),
  /** Median of the candidate's timed runs. */
  kernelMs: z.number().nullable(),
  samples: z.int().nullable(),
  /** Milliseconds of `ms` in which the GPU executed; null where nothing counts them. */
  gpuBusyMs: z.number().nullable(),
  /** The verdict in words, where it is not "pass": all candidates are right, so somebody is wrong. */
  why: z.string().optional(),
});
export type Ours = z.infer<typeof oursSchema>;

const recordSchema = z.strictObject({
  number: z.int(),
  name: z.string(),
  date: z.string(),
  commit: z.string(),
  machine: z.record(z.string(), z.unknown()),
  /** What the Python beside it was; null without KernelBench. */
  harness: z.record(z.string(), z.unknown()).nullable(),
  kernelBench: harnessSchema.nullable(),
  /** The first verdict on the problem in its process, and those after it. */
  first: oursSchema,
  next: z.array(oursSchema),
});
export type KernelBenchRecord = z.infer<typeof recordSchema>;

/** The last record of each problem in a file of lines; none of a file that is not there. */
export function readRecords(path: string): KernelBenchRecord[] {
  return readLines(path, recordSchema, ({ number }) => number);
}

/** Whether a problem needs no other run: with KernelBench at hand, one without its word has to be measured again. */
export function isComplete({ kernelBench }: KernelBenchRecord, withHarness: boolean): boolean {
  return !withHarness || (kernelBench !== null && kernelBench.kind !== 'failed');
}

export interface Compared {
  number: number;
  name: string;
  /** Seconds of KernelBench's harness; `atLeast` when it was stopped there. */
  kernelBenchS: number | null;
  atLeast: boolean;
  firstMs: number;
  /** Median of the verdicts after the first; null without any. */
  nextMs: number | null;
  /** KernelBench's time over ours; null where a verdict of ours is not "pass", however quick. */
  firstRatio: number | null;
  nextRatio: number | null;
  /** Of our verdicts' time, where the GPU executed; of those after the first where there are any. */
  gpuShare: number | null;
  /** Whether both found the candidate right; null where KernelBench came to no judgement. */
  agree: boolean | null;
}

export function compared({ number, name, kernelBench, first, next }: KernelBenchRecord): Compared {
  const kernelBenchS = kernelBench && kernelBench.kind !== 'failed' ? kernelBench.seconds : null;
  const nextMs = next.length > 0 ? median(next.map(({ ms }) => ms)) : null;
  const passed = [first, ...next].every(({ outcome }) => outcome === 'pass');
  const ratio = (ms: number | null): number | null =>
    kernelBenchS === null || ms === null || !passed ? null : (1000 * kernelBenchS) / ms;
  const counted = (next.length > 0 ? next : [first]).flatMap(({ ms, gpuBusyMs }) =>
    gpuBusyMs === null ? [] : [gpuBusyMs / ms],
  );
  return {
    number,
    name,
    kernelBenchS,
    atLeast: kernelBench?.kind === 'over',
    firstMs: first.ms,
    nextMs,
    firstRatio: ratio(first.ms),
    nextRatio: ratio(nextMs),
    gpuShare: counted.length > 0 ? median(counted) : null,
    agree: kernelBench?.kind === 'result' ? kernelBench.correct === (first.outcome === 'pass') : null,
  };
}

/** Medians over the problems, of those that have the figure; null when none has. */
export interface Summary {
  problems: number;
  medianFirstRatio: number | null;
  medianNextRatio: number | null;
  medianGpuShare: number | null;
  /** Of all verdicts after the first together: the GPU's time over theirs. */
  summedGpuShare: number | null;
}

export function summaryOf(records: readonly KernelBenchRecord[]): Summary {
  const all = records.map(compared);
  const medianOf = (values: readonly (number | null)[]): number | null => {
    const found = values.filter((value) => value !== null);
    return found.length > 0 ? median(found) : null;
  };
  const later = records.flatMap(({ first, next }) => (next.length > 0 ? next : [first]));
  const counted = later.filter(({ gpuBusyMs }) => gpuBusyMs !== null);
  const sum = (values: readonly (number | null)[]): number => values.reduce<number>((a, b) => a + (b ?? 0), 0);
  return {
    problems: all.length,
    medianFirstRatio: medianOf(all.map(({ firstRatio }) => firstRatio)),
    medianNextRatio: medianOf(all.map(({ nextRatio }) => nextRatio)),
    medianGpuShare: medianOf(all.map(({ gpuShare }) => gpuShare)),
    summedGpuShare:
      counted.length > 0 ? sum(counted.map(({ gpuBusyMs }) => gpuBusyMs)) / sum(counted.map(({ ms }) => ms)) : null,
  };
}
