/** Whether something grows: the line through samples, deaf to outliers. */
import { median } from '../lib/verify/statistics.js';

export interface Point {
  x: number;
  y: number;
}

export interface Trend {
  /** The line's values at the first and at the last sample. */
  from: number;
  to: number;
  /** Of y for each x. */
  slope: number;
  /** `to / from - 1`; 0 where nothing changes. */
  share: number;
}

/** How many pairs of samples are looked at, at most: with more, every second, third, … sample is left out. */
const mostPoints = 400;

/**
 * The median of the slopes between all pairs of samples (Theil, 1950; Sen, 1968), and the line of that slope that has as
 * many samples above as below. Null for fewer than three samples, or all at one x.
 */
export function trendOf(points: readonly Point[]): Trend | null {
  const step = Math.ceil(points.length / mostPoints);
  const kept = points.filter((_, i) => i % step === 0);
  const [first, last] = [points[0], points.at(-1)];
  if (kept.length < 3 || !first || !last) return null;
  const slopes = kept.flatMap((a, i) =>
    kept.slice(i + 1).flatMap((b) => (a.x === b.x ? [] : [(b.y - a.y) / (b.x - a.x)])),
  );
  if (slopes.length === 0) return null;
  const slope = median(slopes);
  const base = median(kept.map(({ x, y }) => y - slope * x));
  const from = base + slope * first.x;
  const to = base + slope * last.x;
  return { from, to, slope, share: to === from ? 0 : to / from - 1 };
}
