/** How far a kernel has come from the baseline to the floor. */
import type { Score } from './roofline_schema.js';

/**
 * On a logarithmic scale, so that each halving of the time counts the same, and the last third before the floor is not
 * lost in the rounding of a slow baseline: 0 at the baseline, 1 at the floor, negative for what is slower than the
 * baseline. Null where baseline and floor leave no room between them (the floor is 0, or not below the baseline).
 */
export function scoreOf(
  { medianMs, floorMs }: { medianMs: number; floorMs: number },
  { ms, source }: { ms: number; source: Score['baseline'] },
): Score | null {
  if (!(floorMs > 0 && medianMs > 0 && ms > floorMs)) return null;
  return { value: Math.log(ms / medianMs) / Math.log(ms / floorMs), baselineMs: ms, baseline: source };
}
