/** What came of a turn, in one line. */
import { clip, duration, firstOf, percent } from '../format/quantities.js';
import { findingTitle } from '../verify/finding_text.js';
import { leftOutText } from '../verify/roofline/usual_text.js';
import type { Mismatch, Verdict } from '../verify/verdict.js';
import type { NoCandidateReason } from './no_candidate.js';

const longest = 200;

/** Such as "right in 1.5 ms, 40% of the roofline's speed"; without a full stop. */
export function summaryOf(verdict: Verdict): string {
  return clip(textOf(verdict).replace(/\s+/g, ' ').trim().replace(/\.$/, ''), longest);
}

/** The same for an answer without a candidate. */
export function noCandidateSummary(reason: NoCandidateReason): string {
  return `no candidate (${reason.replaceAll('-', ' ')})`;
}

function textOf(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'plan-error':
      return withFirst('invalid plan', verdict.problems, ({ where, message }) => `${where}: ${message}`);
    case 'policy-error':
      return withFirst('refused', verdict.problems, ({ message }) => message);
    case 'compile-error':
      return withFirst('does not compile', verdict.errors, ({ line, message }) => `line ${line}: ${message}`);
    case 'unsafe':
      return withFirst('unsafe', verdict.findings, findingTitle);
    case 'fault':
      return `${verdict.error}: ${verdict.message}`;
    case 'hang':
      return `did not end: ${verdict.message}`;
    case 'incorrect':
      return `wrong at case ${verdict.problem.case}${mismatchText(verdict.mismatches)}`;
    case 'implausible':
      return `implausible time of ${duration(verdict.timing.medianMs)}`;
    case 'unverified':
      return `not verified: ${verdict.reason}`;
    case 'pass':
      return passText(verdict);
  }
}

function withFirst<T>(what: string, found: readonly T[], text: (entry: T) => string): string {
  const { shown, more } = firstOf(found, 1);
  const [first] = shown;
  if (first === undefined) return what;
  const rest = more > 0 ? ` (and ${more} more)` : '';
  return `${what}: ${clip(text(first), longest - what.length - rest.length - 2)}${rest}`;
}

function mismatchText(mismatches: readonly Mismatch[]): string {
  const [first] = mismatches;
  if (!first) return '';
  const share = percent(first.total === 0 ? 0 : first.wrong / first.total);
  const pattern = first.pattern[0];
  return `: ${share} of ${first.output}${pattern === undefined ? '' : `. ${pattern}`}`;
}

function passText({ timing, roofline }: Extract<Verdict, { outcome: 'pass' }>): string {
  if (!timing) return 'right, not timed';
  const share = roofline ? `, ${percent(roofline.share)} of the roofline's speed${leftOutText(roofline.usualMs)}` : '';
  return `right in ${duration(timing.medianMs)}${share}`;
}
