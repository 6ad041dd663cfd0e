/** What KernelBench makes of a series of timed runs: `get_timing_stats` of `src/kernelbench/timing.py`. */
import { z } from 'zod';
import { mean, standardDeviation } from '../statistics.js';
import { kernelBenchTiming } from './kernelbench.js';

export const kernelBenchTimingSchema = z.strictObject({
  /** Milliseconds between two events, with the events' own cost; to three digits, as all four. */
  meanMs: z.number(),
  stdMs: z.number(),
  minMs: z.number(),
  maxMs: z.number(),
  warmups: z.int(),
  /** Runs after the warm-ups that do not count. */
  discarded: z.int(),
  /** Of each run that counts. */
  samplesMs: z.array(z.number()),
});
export type KernelBenchTiming = z.infer<typeof kernelBenchTimingSchema>;

/** @param samplesMs of the runs behind the warm-ups, in their order. */
export function kernelBenchTimingOf(samplesMs: readonly number[]): KernelBenchTiming {
  const { warmups, discarded } = kernelBenchTiming;
  const counted = samplesMs.slice(discarded);
  return {
    meanMs: threeDigits(mean(counted)),
    stdMs: threeDigits(standardDeviation(counted)),
    minMs: threeDigits(Math.min(...counted)),
    maxMs: threeDigits(Math.max(...counted)),
    warmups,
    discarded,
    samplesMs: counted,
  };
}

function threeDigits(ms: number): number {
  return Number(ms.toPrecision(3));
}
