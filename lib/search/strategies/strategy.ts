/** What a strategy decides: which dialogue of a problem goes on, which begins, which ends. */
import type { DialogueState, ProblemState } from '../problem_state.js';

export type Step =
  /** Another turn of a dialogue. */
  | { do: 'go-on'; dialogue: number }
  /** A new dialogue: from nothing, or from the kernel of a turn, of which it may be told what to attack. */
  | { do: 'start'; from: number | null; bottleneck: string | null }
  | { do: 'end'; dialogue: number; reason: string };

/**
 * The next step for a problem, null when there is nothing to do before one of its busy dialogues has its verdict. It
 * follows from the state alone, which a resume restores: nothing is remembered between two calls.
 */
export type Strategy = (state: ProblemState) => Step | null;

export const fresh: Step = { do: 'start', from: null, bottleneck: null };

/** Dialogues that may go on, busy or not. */
export function live({ dialogues }: ProblemState): DialogueState[] {
  return dialogues.filter(({ ended }) => ended === null);
}

/** The one that waits and has had the fewest turns; null when all are busy. */
export function nextToGoOn(dialogues: readonly DialogueState[]): Step | null {
  const idle = dialogues.filter(({ busy }) => !busy).sort((a, b) => a.turns.length - b.turns.length);
  return idle[0] ? { do: 'go-on', dialogue: idle[0].number } : null;
}
