/** The text that a model gets for its answer: one template per outcome, filled from that outcome's own facts. */
import type { Verdict } from '../verify/verdict.js';
import { longestCandidate } from './answer.js';
import { compileErrorView } from './feedback/compile_error.js';
import { implausibleView } from './feedback/implausible.js';
import { incorrectView } from './feedback/incorrect.js';
import { passView } from './feedback/pass.js';
import { planErrorView } from './feedback/plan_error.js';
import { policyErrorView } from './feedback/policy_error.js';
import { faultView, hangView } from './feedback/stopped.js';
import { unsafeView } from './feedback/unsafe.js';
import { unverifiedView } from './feedback/unverified.js';
import { type NoCandidateReason, noCandidateReasons } from './no_candidate.js';
import { renderTemplate } from './template.js';

export interface FeedbackFacts {
  /** Median milliseconds of the best candidate before this one; null when none has passed with a time. */
  bestMs: number | null;
  /** The turn that the verdict ends, 1 for the first. */
  turn: number;
}

/** Longest feedback in characters. A model gains nothing from more, and every later turn pays for it. */
export const feedbackLimit = 12_000;

/** Renders a verdict for the model. Throws `bad-file` when a prompt file is missing. */
export function renderFeedback(verdict: Verdict, facts: FeedbackFacts): string {
  const view = { turn: facts.turn, case: verdict.problem.case, ...viewOf(verdict, facts.bestMs) };
  return shorten(renderTemplate(`feedback/${verdict.outcome.replace('-', '_')}`, view));
}

/** The correction for an answer without a candidate. Throws `bad-file` when a prompt file is missing. */
export function renderNoCandidate(reason: NoCandidateReason, facts: Pick<FeedbackFacts, 'turn'>): string {
  const reasons = Object.fromEntries(noCandidateReasons.map((name) => [name, name === reason]));
  return renderTemplate('feedback/no_candidate', { turn: facts.turn, longest: longestCandidate, ...reasons });
}

function viewOf(verdict: Verdict, bestMs: number | null): object {
  switch (verdict.outcome) {
    case 'plan-error':
      return planErrorView(verdict);
    case 'policy-error':
      return policyErrorView(verdict);
    case 'compile-error':
      return compileErrorView(verdict);
    case 'unsafe':
      return unsafeView(verdict);
    case 'fault':
      return faultView(verdict);
    case 'hang':
      return hangView(verdict);
    case 'incorrect':
      return incorrectView(verdict);
    case 'implausible':
      return implausibleView(verdict);
    case 'unverified':
      return unverifiedView(verdict);
    case 'pass':
      return passView(verdict, bestMs);
  }
}

/** Takes the excess out of the middle: the beginning says what happened, the end what to answer. */
function shorten(text: string): string {
  if (text.length <= feedbackLimit) return text;
  const note = `\n[… ${text.length - feedbackLimit} characters left out …]\n`;
  const end = 1500;
  return text.slice(0, feedbackLimit - end - note.length) + note + text.slice(-end);
}
