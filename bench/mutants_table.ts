/** The table of the bench `mutants`. */
import { percent } from '../lib/format/quantities.js';
import { table } from './measurement.js';
import { judges, ours } from './mutants_judges.js';
import { type MutationGroup, mutationGroups } from './mutants_operators.js';
import type { Fate, OriginalReport, Trial } from './mutants_trial.js';

/** What is said of the originals, which are right. */
export interface Originals {
  fit: number;
  /** By judge, how many of the fit ones it refuses. */
  refused: Record<string, number>;
  /** Why the others are not used, by name. */
  unfit: Record<string, string>;
}

export function originalsOf(reports: ReadonlyMap<string, OriginalReport>): Originals {
  const all = Array.from(reports);
  const fit = all.filter(([, { unfit }]) => unfit === null);
  const refused = judges.map(({ name }): [string, number] => [
    name,
    fit.filter(([, report]) => report.refused.includes(name)).length,
  ]);
  const unfit = all.flatMap(([name, { unfit: why }]): [string, string][] => (why === null ? [] : [[name, why]]));
  return { fit: fit.length, refused: Object.fromEntries(refused), unfit: Object.fromEntries(unfit) };
}

/** Shares caught by group, the originals refused, what was left out, and every mutant that warpsmith let pass. */
export function mutantTable(trials: readonly Trial[], originals: Originals): string {
  const names = [...Object.values(ours), ...judges.map(({ name }) => name)];
  const compared = trials.filter(({ fate }) => fate === 'compared');
  const row = (label: string, of: readonly Trial[]): string[] => [
    label,
    String(of.length),
    ...names.map((name) =>
      of.length === 0 ? '' : percent(of.filter(({ caught }) => caught.includes(name)).length / of.length),
    ),
  ];
  const inGroup = (group: MutationGroup): Trial[] => compared.filter(({ mutant }) => mutant.group === group);
  const shares = table(
    ['mutants caught', 'of', ...names],
    [...mutationGroups.map((group) => row(group, inGroup(group))), row('all', compared)],
  );
  const counted = (fate: Fate): number => trials.filter((trial) => trial.fate === fate).length;
  const apart = `counted apart: ${counted('unsafe')} that the safe run refuses, ${counted('equivalent')} equivalent, ${counted('stillborn')} that do not compile, ${counted('unjudged')} that could not be run, ${counted('lost')} that took the device from their process`;
  const { fit, refused, unfit } = originals;
  const wronged = `right originals refused, of ${fit}: ${judges.map(({ name }) => `${name} ${refused[name] ?? 0}`).join(', ')}`;
  const unused = Object.entries(unfit).map(([name, why]) => `  not used: ${name}, ${why}`);
  const lost = trials.filter(({ fate }) => fate === 'lost').flatMap((trial) => [lostWords(trial), ...changeOf(trial)]);
  const passed = compared.filter(({ caught }) => !caught.includes(ours.usual));
  const passedWords = passed.flatMap((trial) => {
    const others = trial.caught.length > 0 ? ` (caught by ${trial.caught.join(', ')})` : '';
    return [`  ${placeOf(trial)}${others}`, ...changeOf(trial)];
  });
  return [shares, apart, ...lost, wronged, ...unused, `passed by warpsmith: ${passed.length}`, ...passedWords].join(
    '\n',
  );
}

function placeOf({ subject, mutant }: Trial): string {
  return `${subject}:${mutant.line} ${mutant.operator}`;
}

function changeOf({ mutant }: Trial): string[] {
  return [`    - ${mutant.before}`, `    + ${mutant.after}`];
}

/** A line on a lost mutant. One that is lost after a pass met inputs that the verdict had not tried. */
export function lostWords(trial: Trial): string {
  const { lost, outcome } = trial;
  const verdict = outcome === null ? '' : `, verdict ${outcome}`;
  return `  lost: ${placeOf(trial)}, at: ${lost?.stage ?? '?'}${verdict}: ${lost?.words ?? '?'}`;
}
