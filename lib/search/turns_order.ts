/** Whose turn it is: which of a run's problems gets the next free slot. */
import type { Limits, Spending } from './budget.js';
import type { ProblemState } from './problem_state.js';
import type { SearchOptions } from './search_options.js';

/** The largest share of a limit that is used; 0 without limits. */
export function usedShare(limits: Limits, used: Spending): number {
  const shares = (Object.keys(limits) as (keyof Limits)[]).map((name) => {
    const limit = limits[name];
    return limit === null || limit === 0 ? 0 : used[name] / limit;
  });
  return Math.max(0, ...shares);
}

/**
 * First right, then fast: problems that are not solved come before those that are, so that what solved ones do not need
 * goes to the others, until `rightShare` of the budget is used; from then on all are equal. Among equals, the one with the
 * fewest turns begun comes first, and in the order of the run.
 */
export function inOrder<T extends { state: Pick<ProblemState, 'best' | 'lastTurn'> }>(
  problems: readonly T[],
  { rightShare }: Pick<SearchOptions, 'rightShare'>,
  used: number,
): T[] {
  const waits = ({ state }: T): number => (used < rightShare && state.best !== null ? 1 : 0);
  return [...problems].sort((a, b) => waits(a) - waits(b) || a.state.lastTurn - b.state.lastTurn);
}
