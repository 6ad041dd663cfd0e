/** When a problem is done, and why a search ended. */
import type { Exhausted } from './budget.js';
import type { ProblemState } from './problem_state.js';
import type { SearchOptions } from './search_options.js';

/** What a problem was wanted for has been reached. */
export type Done = 'solved' | 'roofline' | 'stale';

/** Why a search ended: it is done, the budget is used up, someone stopped it, or a part of it failed. */
export type StopReason = Done | Exhausted | 'aborted' | 'device-lost' | 'model' | 'verifier' | 'answers-gone';

/** Null while a problem is to be worked on; what the budget has left is another matter. */
export function doneBy(
  { best, passes, stale }: Pick<ProblemState, 'best' | 'passes' | 'stale'>,
  { goal, enoughShare, staleTurns }: Pick<SearchOptions, 'goal' | 'enoughShare' | 'staleTurns'>,
): Done | null {
  if (best === null) return null;
  if (goal === 'right') return 'solved';
  const share = passes.find(({ turn }) => turn === best.turn)?.share ?? null;
  if (enoughShare !== null && share !== null && share >= enoughShare) return 'roofline';
  return staleTurns !== null && stale >= staleTurns ? 'stale' : null;
}
