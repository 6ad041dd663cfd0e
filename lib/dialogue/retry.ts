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

/** The result of the first attempt that succeeds; throws the described error of the last one, or `aborted`. */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let retry = 1; ; retry++) {
    throwIfAborted(options.signal);
    try {
      return await attempt();
    } catch (thrown) {
      throwIfAborted(options.signal);
      const failure = options.describe(thrown);
      if (!failure.retryable || retry > options.maxRetries) throw failure.error;
      const waitMs = failure.retryAfterMs ?? pauseMs(retry, options.firstPauseMs, options.random ?? Math.random);
      options.onRetry?.({ attempt: retry, waitMs, failure });
      await pause(waitMs, options.signal);
    }
  }
}

/** Between half of the doubled pause and all of it, so that many clients do not come back in step. */
export function pauseMs(retry: number, firstPauseMs: number, random: () => number): number {
  return Math.min(firstPauseMs * 2 ** (retry - 1), longestPauseMs) * (0.5 + 0.5 * random());
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(ms, undefined, signal ? { signal } : {});
  } catch {
    throwIfAborted(signal);
  }
}
