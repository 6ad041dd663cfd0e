import type { VerdictOf } from '../../verify/verdict.js';
import { clip, firstOf } from '../../format/quantities.js';

/** The slots of prompts/feedback/plan_error.md. */
export function planErrorView(verdict: VerdictOf<'plan-error'>): object {
  const { shown, more } = firstOf(verdict.problems, 12);
  return {
    problems: shown.map(({ where, message }) => ({ where: clip(where, 200), message: clip(message, 400) })),
    more,
  };
}
