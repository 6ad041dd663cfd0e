import type { Verdict } from '../verify/verdict.js';

/** Judges a source; rejects with `aborted` when the signal fires. */
export type Verify = (source: string, signal: AbortSignal) => Promise<Verdict>;
