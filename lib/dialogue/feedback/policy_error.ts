import type { VerdictOf } from '../../verify/verdict.js';
import { clip, firstOf } from '../../format/quantities.js';
import { excerptLines } from './excerpt.js';

const mostProblems = 8;

/** The slots of prompts/feedback/policy_error.md. */
export function policyErrorView(verdict: VerdictOf<'policy-error'>): object {
  const { shown, more } = firstOf(verdict.problems, mostProblems);
  return {
    problems: shown.map(({ line, message, excerpt }) => ({
      place: line > 0 ? `Line ${line}` : 'The source',
      message: clip(message, 400),
      excerpt: excerptLines(line, excerpt),
    })),
    more,
    // The second half of the rung looks at the compiled code.
    compiled: verdict.abilities !== undefined,
  };
}
