/** What became of a set of problems with a candidate for each: a line for each, and what it comes to. */
import type { Verdict } from '../verify/verdict.js';
import type { Colours } from './colours.js';
import { verdictHeadline } from './verdict_text.js';

/** What came of one problem. */
export type SetEntry = {
  /** Its number in the level. */
  problem: number;
  /** The module's. */
  file: string;
  /** Null where there is none. */
  candidate: string | null;
} & ({ verdict: Verdict } | { error: { code: string; message: string } });

export interface SetSummary {
  problems: number;
  passed: number;
  failed: number;
  /** Compiled, but there was nothing to run them on. */
  notRun: number;
  /** Without a verdict: no candidate, a module that can't be used, a helper that died. */
  broken: number;
  /** Not come to, as the set was stopped. */
  left: number;
}

export function setSummary(entries: readonly SetEntry[], problems: number): SetSummary {
  const outcomes = entries.map((entry) => ('verdict' in entry ? entry.verdict.outcome : null));
  const count = (isMeant: (outcome: Verdict['outcome'] | null) => boolean): number => outcomes.filter(isMeant).length;
  const passed = count((outcome) => outcome === 'pass');
  const notRun = count((outcome) => outcome === 'unverified');
  const broken = count((outcome) => outcome === null);
  const failed = entries.length - passed - notRun - broken;
  return { problems, passed, failed, notRun, broken, left: problems - entries.length };
}

export function setEntryText(entry: SetEntry, colours: Colours): string {
  const number = String(entry.problem).padStart(3);
  if ('verdict' in entry) return `${number}  ${verdictHeadline(entry.verdict, colours)}`;
  const [first = '', ...more] = entry.error.message.split('\n');
  return [`${number}  ${colours.red('ERROR')} ${first}`, ...more.map((line) => `       ${line}`)].join('\n');
}

export function setSummaryText({ problems, passed, failed, notRun, broken, left }: SetSummary): string {
  const rest = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
    ...(broken > 0 ? [`${broken} without a verdict`] : []),
    ...(left > 0 ? [`${left} not come to`] : []),
  ];
  return [`${passed} of ${problems} passed`, ...rest].join(', ');
}
