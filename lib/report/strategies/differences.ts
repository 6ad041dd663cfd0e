/** What else than the strategy differs between runs, and what of them is not to be relied on: a sentence each. */
import { basename } from 'node:path';
import type { RecordedRun } from '../run_report/read_run.js';
import { grouped, money, span } from '../run_report/units.js';
import type { ComparedRun } from './comparison.js';

function budgetText({ budget: { ms, tokens, candidates, dollars } }: ComparedRun): string {
  const parts = [
    ...(ms === null ? [] : [span(ms)]),
    ...(tokens === null ? [] : [`${grouped(tokens)} tokens`]),
    ...(candidates === null ? [] : [`${grouped(candidates)} answers`]),
    ...(typeof dollars === 'number' ? [money(dollars)] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'none';
}

function poolsText({ options: { pools } }: RecordedRun): string {
  return pools === undefined ? 'none' : [...new Set(pools.map((pool) => basename(pool)))].sort().join(', ');
}

/** Problems of the same name whose texts are not the same, as far as verdicts tell. */
function changedProblems(recorded: readonly RecordedRun[]): string[] {
  const texts = new Map<string, Set<string>>();
  for (const event of recorded.flatMap(({ events }) => events)) {
    if (event.type !== 'verdict') continue;
    const { sha256 } = event.verdict.problem;
    if (sha256 === null) continue;
    texts.set(event.problem, (texts.get(event.problem) ?? new Set()).add(sha256));
  }
  return [...texts].filter(([, known]) => known.size > 1).map(([problem]) => problem);
}

export function differencesOf(recorded: readonly RecordedRun[], runs: readonly ComparedRun[]): string[] {
  const aspects: readonly (readonly [string, readonly string[]])[] = [
    ['their model', runs.map(({ model }) => model)],
    ['the answers that were played', recorded.map(poolsText)],
    ['the speed of these answers', runs.map(({ speed }) => (speed === null ? 'none' : `${speed} times`))],
    ['their device', runs.map(({ devices }) => devices.join(', ') || 'none')],
    ['their budget', runs.map(budgetText)],
    ['their goal', recorded.map(({ options }) => options.search?.goal ?? 'fast')],
  ];
  const differing = aspects
    .filter(([, texts]) => new Set(texts).size > 1)
    .map(([aspect, texts]) => {
      const each = runs.map(({ name }, index) => `${name}: ${texts[index]}`).join('; ');
      return `The runs differ in ${aspect}. ${each}.`;
    });
  const changed = changedProblems(recorded);
  return [
    ...differing,
    ...(changed.length > 0 ? [`Not the same text in all runs: the problem ${changed.join(', ')}.`] : []),
    ...runs.filter(({ stopped }) => stopped === null).map(({ name }) => `${name} goes on, or was killed.`),
    ...runs.filter(({ cut }) => cut).map(({ name }) => `The journal of ${name} ends in the middle of a line.`),
    ...runs
      .filter(({ counts }) => counts.notReached > 0)
      .map(({ name, counts }) => `${name} did not reach ${counts.notReached}; they count as not right.`),
  ];
}
