/** What a run may spend: time, tokens and answers. Whichever is used up first ends it. */
import { systemClock, type Clock } from './clock.js';

export interface Spending {
  ms: number;
  /** Prompt and completion tokens together. */
  tokens: number;
  /** Answers asked of the model, each of which should bring a candidate. */
  candidates: number;
}

/** Null means without limit. */
export type Limits = { [K in keyof Spending]: number | null };
export type Exhausted = 'time' | 'tokens' | 'candidates';

export interface Budget {
  readonly limits: Limits;
  /** Fires when the time is up, so that an answer in flight stops. */
  readonly signal: AbortSignal;
  /** What was spent so far, before a resume included. */
  used(): Spending;
  /** What the whole run has spent, when this budget is a share of one; else the same as `used`. */
  total(): Spending;
  /** What is left, never negative; null where there is no limit. */
  remaining(): Limits;
  /** What is used up, null while there is something left of everything. */
  exhausted(): Exhausted | null;
  spend(amount: Partial<Pick<Spending, 'tokens' | 'candidates'>>): void;
  /** One of `parts` equal shares of what is left; what is spent from it is spent from this budget as well. */
  share(parts: number): Budget;
  /** Stops the clock's timer. */
  close(): void;
}

export interface BudgetOptions {
  clock?: Clock;
  /** Carried over from before a resume. */
  used?: Spending;
  /** Told of all that is spent. */
  onSpend?: (amount: Partial<Spending>) => void;
  /** The whole run's spending. */
  total?: () => Spending;
}

/** Starts the clock. */
export function createBudget(limits: Limits, options: BudgetOptions = {}): Budget {
  const { clock = systemClock, used: before = { ms: 0, tokens: 0, candidates: 0 } } = options;
  const started = clock.now();
  const spent = { tokens: before.tokens, candidates: before.candidates };
  const timeUp = new AbortController();
  let callOff = (): void => undefined;

  const used = (): Spending => ({ ms: before.ms + clock.now() - started, ...spent });
  const left = (limit: number | null, amount: number): number | null =>
    limit === null ? null : Math.max(0, limit - amount);

  function remaining(): Limits {
    const now = used();
    return {
      ms: left(limits.ms, now.ms),
      tokens: left(limits.tokens, now.tokens),
      candidates: left(limits.candidates, now.candidates),
    };
  }

  /** A timer may come early by a fraction, or be shorter than a very long budget. */
  function watchTime(): void {
    const { ms } = remaining();
    if (ms === null) return;
    if (ms === 0) timeUp.abort();
    else callOff = clock.after(Math.ceil(ms), watchTime);
  }
  watchTime();

  function spend(amount: Partial<Spending>): void {
    spent.tokens += amount.tokens ?? 0;
    spent.candidates += amount.candidates ?? 0;
    options.onSpend?.(amount);
  }
  const total = options.total ?? used;

  return {
    limits,
    signal: timeUp.signal,
    used,
    total,
    remaining,
    exhausted() {
      const { ms, tokens, candidates } = remaining();
      if (ms === 0) return 'time';
      if (tokens === 0) return 'tokens';
      return candidates === 0 ? 'candidates' : null;
    },
    spend,
    share(parts) {
      const { ms, tokens, candidates } = remaining();
      const whole = (amount: number | null): number | null => (amount === null ? null : Math.ceil(amount / parts));
      const own = { ms: ms === null ? null : ms / parts, tokens: whole(tokens), candidates: whole(candidates) };
      return createBudget(own, { clock, onSpend: spend, total });
    },
    close() {
      callOff();
    },
  };
}
