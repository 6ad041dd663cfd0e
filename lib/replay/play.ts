/** Plays a recorded answer: its text in small pieces, over the time that it took. */
import { throwIfAborted } from '../errors.js';
import type { AskOptions, ModelAnswer } from '../dialogue/model.js';
import { systemClock, type Clock } from '../search/clock.js';
import type { PoolAnswer } from './pool_file.js';

/** Unlike the search's clock it keeps the process alive: an answer is on its way. */
export const playingClock: Clock = {
  now: () => systemClock.now(),
  after(ms, call) {
    const timer = setTimeout(call, Math.min(ms, longestTimerMs));
    return () => clearTimeout(timer);
  },
};

/** Node's timers fire at once when asked to wait for longer than this. */
const longestTimerMs = 2 ** 31 - 1;

/** Characters of a piece: about as many as a server puts into one chunk. */
const pieceLength = 24;

export interface PlayOptions extends AskOptions {
  /** How many times faster than recorded. */
  speed: number;
  clock: Clock;
}

interface Piece {
  kind: 'reasoning' | 'content';
  text: string;
  /** When it is due, in recorded milliseconds from the request. */
  at: number;
}

/**
 * Hands the pieces over as they are due and resolves at the answer's end, with what passed on the clock until then and
 * until its first piece. Rejects with `aborted` when the signal fires.
 */
export async function play(
  answer: PoolAnswer,
  { speed, clock, signal, onReasoning, onContent }: PlayOptions,
): Promise<Pick<ModelAnswer, 'ms' | 'firstTokenMs'>> {
  const { thinkMs, answerMs } = answer;
  const started = clock.now();
  let firstTokenMs: number | null = null;
  const until = (at: number): Promise<void> => waitUntil(started + at / speed, clock, signal);
  const pieces = [
    ...piecesOf('reasoning', answer.reasoning, 0, thinkMs),
    ...piecesOf('content', answer.answer, thinkMs, answerMs),
  ];
  for (const { kind, text, at } of pieces) {
    await until(at);
    firstTokenMs ??= clock.now() - started;
    (kind === 'reasoning' ? onReasoning : onContent)?.(text);
  }
  await until(thinkMs + answerMs);
  return { ms: clock.now() - started, firstTokenMs };
}

/** The last piece is due when the whole is. */
function piecesOf(kind: Piece['kind'], whole: string, from: number, ms: number): Piece[] {
  const texts = whole.match(new RegExp(`.{1,${pieceLength}}`, 'gsu')) ?? [];
  return texts.map((text, index) => ({ kind, text, at: from + (ms * (index + 1)) / texts.length }));
}

/** Timers may fire a little early, and none waits for longer than some weeks: what counts is the clock. */
async function waitUntil(due: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  for (let left = due - clock.now(); left > 0; left = due - clock.now()) {
    await pause(left, clock, signal);
    throwIfAborted(signal);
  }
}

/** Resolves after so many milliseconds, or when the signal fires. */
function pause(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      callOff();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const callOff = clock.after(ms, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
