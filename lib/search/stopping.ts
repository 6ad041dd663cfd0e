/** When a problem is done, and why a search ended. */
import type { ErrorCode } from '../errors.js';
import type { Verdict } from '../verify/verdict.js';
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

/** These end the whole run: the next problem would meet them again. */
export const lasting = new Set<StopReason>(['aborted', 'device-lost', 'model']);

/** Whether a driver serves its process no more after this verdict (docs/design.md, Faults). */
export function isFatal({ outcome }: Verdict): boolean {
  return outcome === 'fault' || outcome === 'hang';
}

/** Errors that any further candidate would meet as well. */
const deviceErrors = new Set<ErrorCode>(['device-lost', 'engine-failed', 'no-device']);

/** What an error of a turn ends, where it ends something. */
export function stopFor(code: ErrorCode, { wanted, timeUp }: { wanted: boolean; timeUp: boolean }): StopReason {
  if (code === 'aborted') return !wanted && timeUp ? 'time' : 'aborted';
  if (code.startsWith('model-')) return 'model';
  return deviceErrors.has(code) ? 'device-lost' : 'verifier';
}
