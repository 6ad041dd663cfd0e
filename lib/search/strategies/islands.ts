/** Several dialogues that know nothing of each other, until one is stuck: a new one starts from the best kernel of all. */
import { fresh, live, nextToGoOn, type Step, type Strategy } from './strategy.js';
import type { ProblemState } from '../problem_state.js';

/**
 * @param breadth dialogues side by side.
 * @param patience turns without a better kernel after which a dialogue is stuck.
 */
export function islands(breadth: number, patience: number): Strategy {
  return (state) => {
    const dialogues = live(state);
    const stuck = dialogues.find(({ busy, stale }) => !busy && stale >= patience);
    if (stuck) return { do: 'end', dialogue: stuck.number, reason: `no better kernel in ${stuck.stale} turns` };
    return dialogues.length < breadth ? newcomer(state, breadth) : nextToGoOn(dialogues);
  };
}

/** The first ones start from nothing; whoever follows one that was stuck starts from the best kernel there is. */
function newcomer({ dialogues, best }: ProblemState, breadth: number): Step {
  return dialogues.length < breadth || best === null ? fresh : { do: 'start', from: best.turn, bottleneck: null };
}
