/** Percentiles of raw samples. */

/** The smallest sample that at least `percent` of them are not above (nearest rank); NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  // Rounded first: 95 / 100 × 20 is a little more than 19.
  const rank = Math.ceil(Number(((percent / 100) * sorted.length).toFixed(9)));
  return sorted[Math.max(0, rank - 1)] ?? Number.NaN;
}

export interface Percentiles {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  least: number;
  most: number;
}

export function percentilesOf(values: readonly number[]): Percentiles {
  return {
    count: values.length,
    p50: percentile(values, 50),
    p95: percentile(values, 95),
    p99: percentile(values, 99),
    least: percentile(values, 0),
    most: percentile(values, 100),
  };
}
