import { duration } from '../../format/quantities.js';
import type { VerdictOf } from '../../verify/verdict.js';
import { outputView } from './output.js';

/** The slots of prompts/feedback/implausible.md. */
export function implausibleView(verdict: VerdictOf<'implausible'>): object {
  return {
    ...outputView(verdict),
    trials: verdict.trials,
    reason: verdict.reason,
    median: duration(verdict.timing.medianMs),
    least: duration(verdict.roofline.leastMs),
  };
}
