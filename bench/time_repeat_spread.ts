/** What many times of the same binary say of each other. */
import { allowances } from '../lib/certificate/time_agreement.js';
import { median } from '../lib/verify/statistics.js';

/** Of a binary's medians that should lie within the allowance; what Nsight Compute's may differ by. */
export const goals = { share: 0.95, ncu: 0.03 } as const;

export interface Spread {
  /** Of all medians. */
  medianMs: number;
  /** 1%, or 3% below 20 µs. */
  allowance: number;
  /** Of the medians that lie within the allowance of their median. */
  share: number;
  /** The largest distance from it, as a share of it. */
  furthest: number;
  reached: boolean;
}

/** @param mediansMs one of each process; at least one. */
export function spreadOf(mediansMs: readonly number[]): Spread {
  const medianMs = median(mediansMs);
  const allowance = medianMs < allowances.shortMs ? allowances.short : allowances.long;
  const distances = mediansMs.map((ms) => Math.abs(ms / medianMs - 1));
  const share = distances.filter((distance) => distance <= allowance).length / distances.length;
  return { medianMs, allowance, share, furthest: Math.max(...distances), reached: share >= goals.share };
}
