/** Where the time of each turn went: the model's, the verifier's, what went wrong, and the loop's own. */
import type { RetryNotice } from '../lib/dialogue/retry.js';
import type { TurnPlace } from '../lib/search/events.js';
import type { Journal } from '../lib/search/journal.js';
import type { EventOf, JournalEvent } from '../lib/search/journal_events.js';
import type { Verify } from '../lib/search/verify.js';
import type { Verdict } from '../lib/verify/verdict.js';

/** A complete turn. Times in milliseconds of this process. */
export interface PlayedTurn {
  answer: EventOf<'answer'>;
  /** From the feedback that freed its slot to its own beginning; null where it had a free one. */
  gapMs: number | null;
  /** When its last request was sent: behind all attempts that failed and the pauses after them. */
  askedMs: number;
  answeredMs: number;
  /** What the verifier took beyond the answer's end, and until its verdict was there. */
  verifiedMs: number;
  doneMs: number;
}

interface OpenTurn {
  gapMs: number | null;
  askedMs: number;
  answer: EventOf<'answer'> | null;
  answeredMs: number;
  judged: { fromMs: number; toMs: number } | null;
}

export class TurnClock {
  readonly played: PlayedTurn[] = [];
  private readonly open = new Map<string, OpenTurn>();
  /** When slots became free. */
  private readonly free: number[] = [];
  private readonly judged = new WeakMap<Verdict, { fromMs: number; toMs: number }>();

  /** The journal, of which every event is seen when it is on the disk. */
  watched(journal: Journal): Journal {
    return {
      ...journal,
      append: (event, usedMs) => {
        const whole = journal.append(event, usedMs);
        this.see(whole);
        return whole;
      },
    };
  }

  /** The verifier, whose time is taken. */
  timed(verify: Verify): Verify {
    return async (source, signal) => {
      const fromMs = performance.now();
      const verdict = await verify(source, signal);
      this.judged.set(verdict, { fromMs, toMs: performance.now() });
      return verdict;
    };
  }

  /** To be told of each pause before another attempt. */
  retry(place: TurnPlace, { waitMs }: RetryNotice): void {
    const turn = this.open.get(keyOf(place));
    if (turn) turn.askedMs = performance.now() + waitMs;
  }

  private see(event: JournalEvent): void {
    const now = performance.now();
    if (event.type === 'turn-started') {
      const freed = this.free.shift();
      const gapMs = freed === undefined ? null : now - freed;
      this.open.set(keyOf(event), { gapMs, askedMs: now, answer: null, answeredMs: NaN, judged: null });
    }
    const turn = 'turn' in event ? this.open.get(keyOf(event)) : undefined;
    if (!turn) return;
    if (event.type === 'answer') Object.assign(turn, { answer: event, answeredMs: now });
    if (event.type === 'verdict') turn.judged = this.judged.get(event.verdict) ?? null;
    if (event.type !== 'feedback') return;
    const { answer, judged, ...times } = turn;
    this.open.delete(keyOf(event));
    this.free.push(now);
    const verifiedMs = judged ? Math.max(0, judged.toMs - Math.max(judged.fromMs, times.answeredMs)) : 0;
    if (answer) this.played.push({ ...times, answer, verifiedMs, doneMs: now });
  }
}

function keyOf({ problem, turn }: { problem: string; turn: number }): string {
  return `${problem} ${turn}`;
}
