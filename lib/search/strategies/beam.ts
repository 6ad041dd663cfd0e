/** The best kernels times what limits each of them: every pair is a short dialogue. */
import type { Passed, ProblemState } from '../problem_state.js';
import { fresh, live, nextToGoOn, type Step, type Strategy } from './strategy.js';

export interface BeamOptions {
  /** Kernels that are kept, and dialogues from nothing until there is one. */
  breadth: number;
  /** Of each kernel. */
  bottlenecks: number;
  /** Turns without a better kernel after which a dialogue ends. */
  patience: number;
  /** What limits the kernel of a turn that passed, the worst first. */
  bottlenecksOf: (turn: number) => readonly string[];
}

/**
 * There are no generations: whenever a slot is free, it goes to the pair that was tried least, so that none waits for the
 * slowest answer. A dialogue ends with the first better kernel, which takes its place among the best.
 */
export function beam({ breadth, bottlenecks, patience, bottlenecksOf }: BeamOptions): Strategy {
  return (state) => {
    const dialogues = live(state);
    const done = dialogues.find(({ busy, passed, stale }) => !busy && (stale >= patience || (passed && stale === 0)));
    if (done) return { do: 'end', dialogue: done.number, reason: done.passed ? 'it has its kernel' : 'stuck' };
    const idle = nextToGoOn(dialogues);
    if (idle) return idle;
    const kernels = bestOf(state.passes, breadth);
    if (kernels.length === 0) return dialogues.length < breadth ? fresh : null;
    const pairs = kernels.flatMap(({ turn }) => pairsOf(turn, bottlenecksOf(turn).slice(0, bottlenecks)));
    return dialogues.length < pairs.length ? leastTried(state, pairs) : null;
  };
}

type Pair = Extract<Step, { do: 'start' }>;

/** The quickest first; untimed ones last. */
function bestOf(passes: readonly Passed[], most: number): Passed[] {
  const sorted = [...passes].sort((a, b) => (a.medianMs ?? Infinity) - (b.medianMs ?? Infinity) || a.turn - b.turn);
  return sorted.slice(0, most);
}

/** A kernel of which nothing is known to limit it is attacked as its dialogue likes. */
function pairsOf(turn: number, limits: readonly string[]): Pair[] {
  const all: (string | null)[] = limits.length > 0 ? [...limits] : [null];
  return all.map((bottleneck) => ({ do: 'start', from: turn, bottleneck }));
}

function leastTried({ dialogues }: ProblemState, pairs: readonly Pair[]): Step | null {
  const tries = ({ from, bottleneck }: Pair): number =>
    dialogues.filter((dialogue) => dialogue.from === from && dialogue.bottleneck === bottleneck).length;
  return [...pairs].sort((a, b) => tries(a) - tries(b))[0] ?? null;
}
