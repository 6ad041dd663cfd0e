/** A certified verdict beside the one that came of repeating it, field by field. */
import { clip, dimsText, percent } from '../format/quantities.js';
import { unseenCase } from '../problem/problem.js';
import type { Outcome, Verdict } from '../verify/verdict.js';
import { type Unlike, differencesOf, valueAt } from './differences.js';
import { type Rule, ruleOf } from './rules.js';
import { timeAgreement } from './time_agreement.js';

export interface Difference {
  /** Into the verdict, or into the certificate, such as "timing.medianMs". */
  path: string;
  /** Plain data; null where there is nothing. */
  certified: unknown;
  found: unknown;
  /** Whether it speaks against the certificate. */
  matters: boolean;
  why: string;
}

export interface CaseComparison {
  case: string;
  dims: Record<string, number>;
  outcome: { certified: Outcome; found: Outcome };
  /** The verdict's fields whose every compared part is the same. */
  agree: string[];
  /** Fields that are measured anew each time, or are mere names: not compared. */
  free: string[];
  differences: Difference[];
}

/** A case by its name, and by its dims where it is none of the problem's own. */
export function caseLabel({ case: name, dims }: Pick<Verdict['problem'], 'case' | 'dims'>): string {
  if (name !== unseenCase) return name;
  return `${name} (${dimsText(dims)})`;
}

/** What a derived field's difference is judged by. */
interface Grounds {
  certified: Verdict;
  found: Verdict;
  /** Why a derived field may differ, half a sentence each; empty when nothing explains it. */
  reasons: string[];
}

/** @param reasons what else was another in the repetition, half a sentence each. */
export function compareVerdicts(certified: Verdict, found: Verdict, reasons: readonly string[]): CaseComparison {
  const both = comparable(certified, found);
  const unlike = differencesOf(...both);
  const environment = unlike.filter(({ path }) => ruleOf(path) === 'environment').map(changed);
  const grounds = { certified, found, reasons: [...environment, ...reasons] };
  const differences = unlike.flatMap((one) => judge(one, grounds) ?? []);
  const differing = new Set(differences.map(({ path }) => path.split('.')[0]));
  const fields = Array.from(new Set(both.flatMap((verdict) => Object.keys(verdict))));
  const free = fields.filter((field) => ruleOf([field]) === 'free');
  return {
    case: certified.problem.case,
    dims: certified.problem.dims,
    outcome: { certified: certified.outcome, found: found.outcome },
    agree: fields.filter((field) => !differing.has(field) && !free.includes(field)),
    free,
    differences,
  };
}

/** Verdicts of different outcomes have fields of their own, which say nothing to each other. */
function comparable(certified: Verdict, found: Verdict): [object, object] {
  if (certified.outcome === found.outcome) return [certified, found];
  const common = (one: object, other: object): object =>
    Object.fromEntries(Object.entries(one).filter(([field]) => field in other));
  return [common(certified, found), common(found, certified)];
}

function changed({ path, certified, found }: Unlike): string {
  return `${path.join('.')} is another (${short(certified)}, now ${short(found)})`;
}

function short(value: unknown): string {
  return value === undefined ? 'nothing' : clip(JSON.stringify(value), 60);
}

function judge(unlike: Unlike, grounds: Grounds): Difference | null {
  const rule = ruleOf(unlike.path);
  const weighed = rule === 'free' ? null : weigh(rule, unlike, grounds);
  if (!weighed) return null;
  const { path, certified, found } = unlike;
  return { path: path.join('.'), certified: certified ?? null, found: found ?? null, ...weighed };
}

/** Whether a difference matters and why; null for one that is none. */
function weigh(
  rule: Exclude<Rule, 'free'>,
  unlike: Unlike,
  grounds: Grounds,
): Pick<Difference, 'matters' | 'why'> | null {
  switch (rule) {
    case 'equal':
      return { matters: true, why: 'It must be the same wherever the verdict is repeated.' };
    case 'ending':
      return weighEnding(grounds);
    case 'environment':
      return { matters: false, why: 'It was repeated elsewhere, or with something else.' };
    case 'evidence':
      return { matters: false, why: 'What is met first in a failure may be chance; the outcome is what counts.' };
    case 'time':
      return weighTime(unlike, grounds);
    case 'bits':
      if (!isRepeatable(grounds.certified) || !isRepeatable(grounds.found)) {
        return { matters: false, why: 'The candidate does not give the same bits twice.' };
      }
      return weighDerived(grounds);
    case 'derived':
      return weighDerived(grounds);
  }
}

/** A race may be caught in the act once and seen by its result the next time. */
function weighEnding({ certified, found }: Grounds): Pick<Difference, 'matters' | 'why'> {
  if (certified.outcome === 'pass' || found.outcome === 'pass') {
    return { matters: true, why: 'It must end the same way wherever it is repeated.' };
  }
  return { matters: false, why: 'It failed both times, each time in another way.' };
}

function weighDerived({ reasons }: Grounds): Pick<Difference, 'matters' | 'why'> {
  if (reasons.length > 0) return { matters: false, why: `It may differ, since ${reasons.join(', and ')}.` };
  return { matters: true, why: 'Device, driver, compiler and warpsmith are the same, so it should be too.' };
}

function isRepeatable(verdict: Verdict): boolean {
  return valueAt(verdict, ['repeatability', 'identical']) !== false;
}

function weighTime({ path, certified, found }: Unlike, grounds: Grounds): Pick<Difference, 'matters' | 'why'> | null {
  if (typeof certified !== 'number' || typeof found !== 'number') {
    return { matters: false, why: 'Only one of the two was timed.' };
  }
  const other = grounds.reasons.find((reason) => reason.startsWith('device.'));
  if (other !== undefined) return { matters: false, why: `Times of different devices are not compared: ${other}.` };
  const interval = (verdict: Verdict, medianMs: number): readonly [number, number] =>
    intervalIn(valueAt(verdict, [...path.slice(0, -1), 'intervalMs'])) ?? [medianMs, medianMs];
  const { agrees, change, allowed } = timeAgreement(
    { medianMs: certified, intervalMs: interval(grounds.certified, certified) },
    { medianMs: found, intervalMs: interval(grounds.found, found) },
  );
  if (agrees) return null;
  const away = `${percent(Math.abs(change))} ${change > 0 ? 'slower' : 'faster'}, beyond the ${percent(allowed)} that another process and the intervals explain`;
  const warned = [grounds.certified, grounds.found].flatMap((verdict) => warningsOf(verdict));
  if (change < 0) return { matters: false, why: `It is ${away}; a certificate promises no more than it says.` };
  if (warned.length > 0) return { matters: false, why: `It is ${away}, but: ${warned.join(' ')}` };
  return { matters: true, why: `It is ${away}.` };
}

function intervalIn(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value)) return null;
  const [low, high] = value as unknown[];
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : null;
}

/** What was said of a slow clock or a busy GPU. */
function warningsOf(verdict: Verdict): string[] {
  const warnings = valueAt(verdict, ['timing', 'warnings']);
  return Array.isArray(warnings) ? warnings.filter((warning) => typeof warning === 'string') : [];
}
