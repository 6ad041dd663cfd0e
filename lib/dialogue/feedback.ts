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
import { withinLimit } from './feedback/within_limit.js';
import { type NoCandidateReason, noCandidateReasons } from './no_candidate.js';
import type { EarlierCandidate } from './repeated.js';
import { renderTemplate } from './template.js';

export interface FeedbackFacts {
  /** Median milliseconds of the best candidate before this one; null when none has passed with a time. */
  bestMs: number | null;
  /** The turn that the verdict ends, 1 for the first. */
  turn: number;
  /** Most tokens of the text, as estimateTokens counts them; 3,000 without it. */
  limitTokens?: number | undefined;
}

/** A model gains nothing from longer feedback, and every later turn pays for it. */
export const defaultFeedbackTokens = 3000;

/** Bottlenecks of a right kernel that are named at once: each answer changes one thing. */
const mostBottlenecks = 4;

/**
 * Renders a verdict for the model: what has to be mended first comes first, and what goes beyond the limit is left out by
 * sections. Throws `bad-file` when a prompt file is missing.
 */
export function renderFeedback(verdict: Verdict, facts: FeedbackFacts): string {
  const view = { turn: facts.turn, case: verdict.problem.case, ...viewOf(verdict, facts.bestMs) };
  const text = renderTemplate(`feedback/${verdict.outcome.replace('-', '_')}`, view);
  return withinLimit(text, facts.limitTokens ?? defaultFeedbackTokens);
}

/** The reply to a candidate that was given before. Throws `bad-file` when a prompt file is missing. */
export function renderRepeated(earlier: EarlierCandidate, facts: Pick<FeedbackFacts, 'turn'>): string {
  return renderTemplate('feedback/repeated', {
    turn: facts.turn,
    earlier: earlier.turn,
    summary: earlier.summary.replace(/\.$/, ''),
  });
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
      return passView(verdict, bestMs, mostBottlenecks);
  }
}
