/** Tries something again while that makes sense: bounded, with growing and jittered pauses that a signal can end. */
import { setTimeout as wait } from 'node:timers/promises';
import { throwIfAborted } from '../errors.js';
import type { ModelFailure } from './model_errors.js';

export interface RetryNotice {
  /** 1 for the first retry. */
  attempt: number;
  waitMs: number;
  failure: ModelFailure;
}

export interface RetryOptions {
  maxRetries: number;
  /** The first pause in milliseconds; it doubles with each retry up to a minute. */
  firstPauseMs: number;
  describe: (thrown: unknown) => ModelFailure;
  signal?: AbortSignal | undefined;
  onRetry?: ((notice: RetryNotice) => void) | undefined;
  random?: () => number;
}

const longestPauseMs = 60_000;
/** Who is asked to wait longer than this is told so instead; a run's time is better spent by its user. */
const longestServerPauseMs = 900_000;

/** The result of the first attempt that succeeds; throws the described error of the last one, or `aborted`. */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let retry = 1; ; retry++) {
    throwIfAborted(options.signal);
    try {
      return await attempt();
    } catch (thrown) {
      throwIfAborted(options.signal);
      const failure = options.describe(thrown);
      const { retryAfterMs } = failure;
      const useless = !failure.retryable || (retryAfterMs ?? 0) > longestServerPauseMs;
      if (useless || retry > options.maxRetries) throw failure.error;
      const random = options.random ?? Math.random;
      const own = pauseMs(retry, options.firstPauseMs, random);
      const waitMs = retryAfterMs === null ? own : serverPauseMs(retryAfterMs, random);
      options.onRetry?.({ attempt: retry, waitMs, failure });
      await pause(waitMs, options.signal);
    }
  }
}

/** Between half of the doubled pause and all of it, so that many clients do not come back in step. */
export function pauseMs(retry: number, firstPauseMs: number, random: () => number): number {
  return Math.min(firstPauseMs * 2 ** (retry - 1), longestPauseMs) * (0.5 + 0.5 * random());
}

/** Never less than what the server asked for, and up to a tenth more (a second at most), for it asks all clients alike. */
export function serverPauseMs(retryAfterMs: number, random: () => number): number {
  return retryAfterMs + Math.min(retryAfterMs / 10, 1000) * random();
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(ms, undefined, signal ? { signal } : {});
  } catch {
    throwIfAborted(signal);
  }
}
