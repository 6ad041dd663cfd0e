import type { VerdictOf } from '../verify/verdict.js';
import type { Best } from './restore.js';

/** Whether a passing candidate replaces the best one: any beats none, timed beats untimed, else the smaller median. */
export function betterThan(best: Best | null, verdict: VerdictOf<'pass'>): boolean {
  if (best === null) return true;
  const medianMs = verdict.timing?.medianMs ?? null;
  if (medianMs === null) return false;
  return best.medianMs === null || medianMs < best.medianMs;
}
