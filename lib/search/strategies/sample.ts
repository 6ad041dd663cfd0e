/** Best of many: every answer is a first one, and none is told of a verdict. */
import { fresh, live, nextToGoOn, type Strategy } from './strategy.js';

/** @param breadth how many are asked for at once. */
export function sample(breadth: number): Strategy {
  return (state) => {
    const dialogues = live(state);
    const answered = dialogues.find(({ busy, turns }) => !busy && turns.length > 0);
    if (answered) return { do: 'end', dialogue: answered.number, reason: 'one answer each' };
    // After a resume some may have begun and have no answer.
    return nextToGoOn(dialogues) ?? (dialogues.length < breadth ? fresh : null);
  };
}
