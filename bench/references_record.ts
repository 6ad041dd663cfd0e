/** What the bench `references` keeps of each problem, a line of JSON, and what all of them come to. */
import { z } from 'zod';
import { keyOf } from './module_problems.js';
import { readLines } from './record_lines.js';

const itselfSchema = z.strictObject({
  agrees: z.boolean(),
  families: z.array(z.string()),
  largestShare: z.number(),
  why: z.array(z.string()),
  degenerate: z.array(z.string()).nullable(),
  ms: z.number(),
});

/** At one case: what came of it, or why nothing did. */
const caseSchema = z.strictObject({
  case: z.string(),
  dims: z.record(z.string(), z.number()),
  /** Of inputs and outputs. */
  bytes: z.number(),
  itself: itselfSchema.nullable(),
  /** Why nothing came of it; null where something did. */
  failed: z.string().nullable(),
});
export type ReferenceCase = z.infer<typeof caseSchema>;

const recordSchema = z.strictObject({
  level: z.int(),
  number: z.int(),
  name: z.string(),
  date: z.string(),
  commit: z.string(),
  machine: z.record(z.string(), z.unknown()),
  /** The helper's words about itself; null when there was none. */
  torch: z.record(z.string(), z.unknown()).nullable(),
  /** To the contract. */
  loadMs: z.number().nullable(),
  /** Why there is no contract; null when there is one. */
  failed: z.string().nullable(),
  /** Whether two runs on the same inputs differ, as with dropout. */
  random: z.boolean().nullable(),
  /** Empty when it does not load. */
  cases: z.array(caseSchema),
});
export type ReferenceRecord = z.infer<typeof recordSchema>;

export function readRecords(path: string): ReferenceRecord[] {
  return readLines(path, recordSchema, keyOf);
}

export interface LevelSummary {
  level: number;
  problems: number;
  /** Have a contract. */
  load: number;
  /** Have a small case as well. */
  small: number;
  /** Agree with themselves at the small case, and at the full one where that was tried. */
  agreeSmall: number;
  agreeFull: number | null;
  /** Numbers of problems that something passes for which computes nothing. */
  degenerate: number[];
  /** Numbers of those that don't load, have no small case, or don't agree, with the reason. */
  reasons: { number: number; name: string; why: string }[];
}

export function summaryOf(records: readonly ReferenceRecord[]): LevelSummary[] {
  const levels = [...new Set(records.map(({ level }) => level))].sort((a, b) => a - b);
  return levels.map((level) => {
    const those = records.filter((record) => record.level === level).sort((a, b) => a.number - b.number);
    const at = (record: ReferenceRecord, name: string) => record.cases.find((each) => each.case === name);
    const agreeing = (name: string): number => those.filter((each) => at(each, name)?.itself?.agrees === true).length;
    return {
      level,
      problems: those.length,
      load: those.filter(({ failed }) => failed === null).length,
      small: those.filter((record) => at(record, 'small')).length,
      agreeSmall: agreeing('small'),
      agreeFull: those.some((record) => at(record, 'full')) ? agreeing('full') : null,
      degenerate: those
        .filter(({ cases }) => cases.some(({ itself }) => (itself?.degenerate ?? []).length > 0))
        .map(({ number }) => number),
      reasons: those.flatMap((record) => {
        const why = reasonOf(record);
        return why === null ? [] : [{ number: record.number, name: record.name, why }];
      }),
    };
  });
}

/** Why a problem does not do, in a line; null when it does. */
export function reasonOf({ failed, random, cases }: ReferenceRecord): string | null {
  if (failed !== null) return oneLine(`does not load: ${failed}`);
  const bad = cases.find(({ itself }) => itself?.agrees !== true);
  if (bad) {
    const { itself } = bad;
    const drawn = random === true ? ' (it draws random numbers)' : '';
    const what = itself ? `differs from itself${drawn}: ${itself.why.join(' ')}` : `fails: ${bad.failed ?? ''}`;
    return oneLine(`${bad.case} ${what}`);
  }
  return cases.some((each) => each.case === 'small') ? null : 'has no small case';
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
