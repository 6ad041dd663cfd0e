/** Where the time of a verdict went. */
import { type RungName, type Verdict, rungNames } from '../lib/verify/verdict.js';
import { type Percentiles, percentilesOf } from './percentile.js';

/** Milliseconds of the wall clock. */
export interface RungTimes {
  /** From the call to its verdict. */
  ms: number;
  /** Of the rungs that were begun. */
  rungs: Partial<Record<RungName, number>>;
  /** What no rung accounts for: waiting for the device, loading, the reference. */
  otherMs: number;
}

export function rungTimesOf(verdict: Verdict, ms: number): RungTimes {
  const begun = verdict.rungs.filter(({ status }) => status !== 'skipped');
  const sum = begun.reduce((total, rung) => total + rung.ms, 0);
  return { ms, rungs: Object.fromEntries(begun.map((rung) => [rung.rung, rung.ms])), otherMs: ms - sum };
}

/** The parts of a verdict's time in their order; those that are left out took nothing. */
export const parts = [...rungNames, 'other'] as const;
export type Part = (typeof parts)[number];

export function msOf(times: RungTimes, part: Part): number {
  return part === 'other' ? times.otherMs : (times.rungs[part] ?? 0);
}

export interface PartSummary {
  total: Percentiles;
  /** Of the parts that any of the samples has. */
  parts: Partial<Record<Part, Percentiles & { mean: number }>>;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function summaryOf(samples: readonly RungTimes[]): PartSummary {
  const present = parts.filter((part) => part === 'other' || samples.some(({ rungs }) => rungs[part] !== undefined));
  const each = present.map((part) => {
    const values = samples.map((sample) => msOf(sample, part));
    return [part, { ...percentilesOf(values), mean: mean(values) }] as const;
  });
  return { total: percentilesOf(samples.map(({ ms }) => ms)), parts: Object.fromEntries(each) };
}
