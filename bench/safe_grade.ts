/** How near a verdict came to what a faulty candidate announces. */
import type { SafetyFinding, Verdict } from '../lib/verify/verdict.js';
import type { FaultySubject } from './safe_subjects.js';

/**
 * "exact": kind, line and buffer. "line": kind and line. "kind": the kind at another line. "other": another finding.
 * "missed": none. "passed": none, which the hardware allows.
 */
export type SafeGrade = 'exact' | 'line' | 'kind' | 'other' | 'missed' | 'passed';

export function gradeOfFindings(findings: readonly SafetyFinding[], subject: FaultySubject): SafeGrade {
  const { kind, lines, where, mayPass } = subject;
  if (findings.length === 0) return mayPass ? 'passed' : 'missed';
  const same = findings.filter((finding) => finding.kind === kind);
  const there = same.filter(({ at }) => lines.length === 0 || lines.includes(at.line));
  const meant = there.some(({ buffer, space }) => where === null || buffer.includes(where) || space === where);
  if (meant) return 'exact';
  if (there.length > 0) return 'line';
  return same.length > 0 ? 'kind' : 'other';
}

/** A verdict's findings; an outcome that is neither "unsafe" nor an ending by itself is a deviation in its own words. */
export function gradeOfVerdict(verdict: Verdict, subject: FaultySubject): SafeGrade | Verdict['outcome'] {
  if (verdict.outcome === 'unsafe') return gradeOfFindings(verdict.findings, subject);
  const ended = verdict.outcome === 'pass' || verdict.outcome === 'incorrect';
  return ended ? gradeOfFindings([], subject) : verdict.outcome;
}

/** Whether a grade is what was asked for. */
export function isRight(grade: string): boolean {
  return grade === 'exact' || grade === 'passed';
}

export function describeFindings(findings: readonly SafetyFinding[]): string {
  const words = findings
    .slice(0, 3)
    .map(({ kind, at, buffer, space, message }) => `${kind} ${buffer || space} at line ${at.line}: ${message}`);
  return words.join(' | ') || 'nothing';
}
