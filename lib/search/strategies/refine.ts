/** One dialogue in which every verdict leads to the next answer: NVIDIA's loop. */
import { fresh, live, nextToGoOn, type Strategy } from './strategy.js';

export const refine: Strategy = (state) => {
  const dialogues = live(state);
  return dialogues.length === 0 ? fresh : nextToGoOn(dialogues);
};
