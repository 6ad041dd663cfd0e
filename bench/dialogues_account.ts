/** The bench of dialogues: what the server sent against what the journal holds and the budget says. */
import type { Served } from '../lib/demo/loopback_server.js';
import type { Spending } from '../lib/search/budget.js';
import type { EventOf, JournalEvent } from '../lib/search/journal_events.js';
import { spentIn } from '../lib/search/spent.js';
import { requestOf } from './dialogues_draw.js';

/** An answer that went out so shortly before the end may have met it, in milliseconds. */
const atTheEndMs = 500;

export interface Account {
  /** Answers that went out whole, and those that the journal holds. */
  served: number;
  answers: number;
  /** Complete turns. */
  turns: number;
  /** Whole answers that the journal lacks; those that met the run's end are none. */
  lost: number;
  metTheEnd: number;
  /** Requests that the journal has more than one answer of, or that were never answered to their end. */
  countedTwice: number;
  unknown: number;
  /** Turns with more than one answer, or more than one feedback. */
  twiceInATurn: number;
  /** Answers in the middle of the run without a feedback. */
  withoutFeedback: number;
  /** Missing numbers of turns. */
  gaps: number;
  /** Answers whose tokens are not what the server said, where that can be. */
  bookedWrong: number;
  /** Answers whose usage could not be, or was missing: an estimate is booked. */
  estimated: number;
  /** The budget's tokens less what the journal's answers come to. */
  budgetOff: number;
}

export function accountOf(
  events: readonly JournalEvent[],
  served: readonly (Served & { atMs: number })[],
  used: Spending,
  endedMs: number,
): Account {
  const answers = events.filter((event) => event.type === 'answer');
  const feedback = events.filter((event) => event.type === 'feedback');
  const byRequest = countsOf(answers, ({ reasoning }) => requestOf(reasoning));
  const known = new Map(served.map((one) => [one.index, one]));
  const missing = served.filter(({ index }) => !byRequest.has(index));
  const metTheEnd = missing.filter(({ atMs }) => atMs > endedMs - atTheEndMs).length;
  const fed = countsOf(feedback, placeOf);
  const inTurns = countsOf(answers, placeOf);
  const open = [...inTurns.keys()].filter((place) => !fed.has(place));
  // The turn in flight is each dialogue's last.
  const last = new Set([...lastTurns(events).values()]);
  const wrong = answers.filter((answer) => !isBooked(answer, known.get(requestOf(answer.reasoning))?.usage));
  return {
    served: served.length,
    answers: answers.length,
    turns: fed.size,
    lost: missing.length - metTheEnd,
    metTheEnd,
    countedTwice: moreThanOne(byRequest),
    unknown: answers.filter(({ reasoning }) => !known.has(requestOf(reasoning))).length,
    twiceInATurn: moreThanOne(inTurns) + moreThanOne(fed),
    withoutFeedback: open.filter((place) => !last.has(place)).length,
    gaps: gapsIn(events),
    bookedWrong: wrong.length,
    estimated: answers.filter(({ usage }) => usage === null).length,
    budgetOff: used.tokens - spentIn(events).tokens,
  };
}

function placeOf({ problem, turn }: { problem: string; turn: number }): string {
  return `${problem} ${turn}`;
}

function countsOf<T, K>(list: readonly T[], key: (one: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const one of list) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return counts;
}

function moreThanOne(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].filter((count) => count > 1).length;
}

function lastTurns(events: readonly JournalEvent[]): Map<string, string> {
  const last = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'turn-started') last.set(`${event.problem} ${event.dialogue ?? 1}`, placeOf(event));
  }
  return last;
}

/** Turns are numbered from 1 in each problem. */
function gapsIn(events: readonly JournalEvent[]): number {
  const started = events.filter((event) => event.type === 'turn-started');
  const numbers = new Set(started.map(placeOf));
  return started.filter(({ problem, turn }) => turn > 1 && !numbers.has(placeOf({ problem, turn: turn - 1 }))).length;
}

/** Whether what was booked is what the server said, or an estimate where it said what can't be. */
function isBooked({ usage, tokens }: EventOf<'answer'>, said: unknown): boolean {
  const { prompt_tokens: prompt, completion_tokens: completion } = (said ?? {}) as Record<string, unknown>;
  const counts = [prompt, completion].every(
    (count) => Number.isInteger(count) && Number(count) >= 0 && Number(count) < 1e8,
  );
  if (!counts) return usage === null && Number.isInteger(tokens) && tokens > 0 && tokens < 100_000;
  return (
    usage !== null &&
    usage.promptTokens === prompt &&
    usage.completionTokens === completion &&
    tokens === usage.promptTokens + usage.completionTokens
  );
}
