/** Whether a time that was measured again is the certified one. */

/** Medians of the same binary in separate processes lie within this of each other: 1%, and 3% below 20 µs. */
export const allowances = { short: 0.03, long: 0.01, shortMs: 0.02 } as const;

export interface MeasuredTime {
  medianMs: number;
  /** 95% confidence interval of the median; the median itself when it is not known. */
  intervalMs: readonly [number, number];
}

export interface TimeAgreement {
  agrees: boolean;
  /** The second over the first, less 1. */
  change: number;
  /** How far the change may go: the allowance for another process, and the two intervals' half widths. */
  allowed: number;
}

/** Compares two medians in milliseconds; neither is 0. */
export function timeAgreement(certified: MeasuredTime, found: MeasuredTime): TimeAgreement {
  const change = found.medianMs / certified.medianMs - 1;
  const halfWidth = ({ medianMs, intervalMs: [low, high] }: MeasuredTime): number => (high - low) / 2 / medianMs;
  const process = certified.medianMs < allowances.shortMs ? allowances.short : allowances.long;
  const allowed = process + halfWidth(certified) + halfWidth(found);
  return { agrees: Math.abs(change) <= allowed, change, allowed };
}
