/**
 * What a problem's module takes as it is: timed by its helper on the same GPU, eager and compiled, with TF32 and without.
 * How that is done, and where KernelBench does otherwise: `docs/torch.md`.
 */
import { z } from 'zod';
import { WarpsmithError, hasCode, messageOf } from '../../errors.js';
import type { LoadedProblem } from '../../problem/problem.js';
import { helperOf } from '../../torch/helpers.js';
import { moduleClocks, moduleL2States, moduleWays, tf32Schema } from '../../torch/protocol.js';
import { mean, median, medianInterval } from '../statistics.js';

const mannerSchema = z.strictObject({ how: z.enum(moduleWays), tf32: tf32Schema, l2: z.enum(moduleL2States) });
export type BaselineManner = z.infer<typeof mannerSchema>;

/** "convolutions" is how PyTorch starts. */
const asPyTorchStarts = { how: 'eager', tf32: 'convolutions' } as const;
/** What KernelBench's speed-ups are counted from: its mean is the one that it is about. */
export const kernelBenchBaseline: BaselineManner = { ...asPyTorchStarts, l2: 'kernelbench' };

const manners: readonly BaselineManner[] = [
  { ...asPyTorchStarts, l2: 'cold' },
  { how: 'eager', tf32: false, l2: 'cold' },
  { how: 'eager', tf32: true, l2: 'cold' },
  kernelBenchBaseline,
  { how: 'compile', tf32: false, l2: 'cold' },
  { how: 'compile', tf32: true, l2: 'cold' },
];

export const timedBaselineSchema = mannerSchema.extend({
  /** Whose: a GPU's events, or on a CPU the clock on the wall, which is nothing to compare with. */
  clock: z.enum(moduleClocks),
  /** In words: eager, or the compiler's backend and mode. */
  ran: z.string(),
  medianMs: z.number(),
  /** 95% confidence interval of the median, from order statistics. */
  intervalMs: z.tuple([z.number(), z.number()]),
  /** Of all runs, as KernelBench has it, which gives it to three digits. */
  meanMs: z.number(),
  samplesMs: z.array(z.number()),
});
export type TimedBaseline = z.infer<typeof timedBaselineSchema>;

export const baselineSchema = z.union([timedBaselineSchema, mannerSchema.extend({ failed: z.string() })]);
export type Baseline = z.infer<typeof baselineSchema>;

export interface BaselineOptions {
  /** "cuda:N", or "cpu". */
  device: string;
  /** Default "eager" alone; "compile" is `torch.compile`, which takes tens of seconds a module. */
  ways?: readonly BaselineManner['how'][];
  /** Of each, milliseconds, after which the helper is ended; default 20 s, and 180 s with a compiler. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

const warmups = 3;
/** Runs of a quick module; from 10 ms on fewer, of 30 ms ten, as candidates have them (`sampling.ts`). */
const runs = 30;
const mostMs = 300;
const fewest = 5;
const defaultTimeoutMs = { eager: 20_000, compile: 180_000 };
/** Of the inputs: any will do. */
const seed = 42;

/**
 * The problem's module at this case, in every manner; one that fails or takes too long is told, and the others go on.
 * Rejects with `bad-option` for a problem without a module, with `no-torch`, and with `aborted`.
 */
export async function timeBaselines(
  { problem, contract }: LoadedProblem,
  { device, ways = ['eager'], timeoutMs, signal }: BaselineOptions,
): Promise<Baseline[]> {
  const { torch } = problem;
  if (!torch) {
    const message = `Expected a problem whose reference is a PyTorch module, to time that, but ${problem.name} has kernels.`;
    throw new WarpsmithError('bad-option', message);
  }
  const helper = await helperOf(torch.python);
  const sizes = torch.sizes[contract.caseName] ?? {};
  const module = { file: torch.file, model: torch.model, sizes, device, training: true, seed };
  const baselines: Baseline[] = [];
  for (const manner of manners.filter(({ how }) => ways.includes(how))) {
    const request = { ...module, ...manner, warmups, runs, fewest, mostMs } as const;
    const options = { timeoutMs: timeoutMs ?? defaultTimeoutMs[manner.how], signal };
    try {
      const { samples, clock, ran } = await helper.time(request, options);
      baselines.push({ ...manner, clock, ran, ...summaryOf(samples) });
    } catch (error) {
      if (hasCode(error, 'aborted') || hasCode(error, 'no-torch')) throw error;
      baselines.push({ ...manner, failed: messageOf(error) });
    }
  }
  return baselines;
}

/** Of these milliseconds, of which there is at least one. */
export function summaryOf(
  samplesMs: number[],
): Pick<TimedBaseline, 'medianMs' | 'intervalMs' | 'meanMs' | 'samplesMs'> {
  return { medianMs: median(samplesMs), intervalMs: medianInterval(samplesMs), meanMs: mean(samplesMs), samplesMs };
}

/** "eager", "compile, TF32", "eager, TF32 in convolutions": for tables and plots. */
export function baselineName({ how, tf32, l2 }: BaselineManner): string {
  if (l2 === 'kernelbench') return `${how}, as KernelBench times it`;
  return `${how}${tf32 === false ? '' : ', TF32'}${tf32 === 'convolutions' ? ' in convolutions' : ''}`;
}
