/** What a run may spend: time, tokens, answers and money. Whichever is used up first ends it. */
import { systemClock, type Clock } from './clock.js';

export interface Spending {
  ms: number;
  /** Prompt and completion tokens together. */
  tokens: number;
  /** Answers asked of the model, each of which should bring a candidate. */
  candidates: number;
  /** US dollars. */
  dollars: number;
}

/** Null means without limit. */
export type Limits = { [K in keyof Spending]: number | null };
/** One that is left out is none. */
export type GivenLimits = { [K in keyof Spending]?: number | null | undefined };
export type Exhausted = 'time' | 'tokens' | 'candidates' | 'money';

export interface Budget {
  readonly limits: Limits;
  /** Fires when the time is up, so that an answer in flight stops. */
  readonly signal: AbortSignal;
  /** What was spent so far, before a resume included. */
  used(): Spending;
  /** What is left and not set aside, never negative; null where there is no limit. */
  remaining(): Limits;
  /** What is used up, null while there is something left of everything. */
  exhausted(): Exhausted | null;
  /** What a request of this estimate would pass; null when all of it is left. */
  passedBy(estimate: Partial<Omit<Spending, 'ms'>>): Exhausted | null;
  spend(amount: Partial<Omit<Spending, 'ms'>>): void;
  /** Sets something aside for a request that is under way; returns what gives it free again, to be called once. */
  reserve(amount: Omit<Spending, 'ms'>): () => void;
  /** Stops the clock's timer. */
  close(): void;
}

export interface BudgetOptions {
  clock?: Clock;
  /** Carried over from before a resume. */
  used?: Partial<Spending>;
}

const nothing: Spending = { ms: 0, tokens: 0, candidates: 0, dollars: 0 };

/** Starts the clock. */
export function createBudget(given: GivenLimits, options: BudgetOptions = {}): Budget {
  const { ms: msLimit = null, tokens: tokenLimit = null, candidates: answerLimit = null, dollars = null } = given;
  const limits: Limits = { ms: msLimit, tokens: tokenLimit, candidates: answerLimit, dollars };
  const { clock = systemClock } = options;
  const started = clock.now();
  const { ms: msBefore, ...spent } = { ...nothing, ...options.used };
  const aside = { tokens: 0, candidates: 0, dollars: 0 };
  const timeUp = new AbortController();
  let callOff = (): void => undefined;

  const used = (): Spending => ({ ms: msBefore + clock.now() - started, ...spent });
  const left = (limit: number | null, amount: number): number | null =>
    limit === null ? null : Math.max(0, limit - amount);

  function remaining(): Limits {
    const now = used();
    return {
      ms: left(limits.ms, now.ms),
      tokens: left(limits.tokens, now.tokens + aside.tokens),
      candidates: left(limits.candidates, now.candidates + aside.candidates),
      dollars: left(limits.dollars, now.dollars + aside.dollars),
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

  function add(to: typeof aside, { tokens = 0, candidates = 0, dollars = 0 }: Partial<typeof aside>, sign = 1): void {
    to.tokens += sign * tokens;
    to.candidates += sign * candidates;
    to.dollars += sign * dollars;
  }

  return {
    limits,
    signal: timeUp.signal,
    used,
    remaining,
    exhausted() {
      const { ms, tokens, candidates, dollars } = remaining();
      if (ms === 0) return 'time';
      if (tokens === 0) return 'tokens';
      if (dollars === 0) return 'money';
      return candidates === 0 ? 'candidates' : null;
    },
    passedBy({ tokens = 0, candidates = 0, dollars = 0 }) {
      const rest = remaining();
      if (tokens > (rest.tokens ?? Infinity)) return 'tokens';
      if (dollars > (rest.dollars ?? Infinity)) return 'money';
      return candidates > (rest.candidates ?? Infinity) ? 'candidates' : null;
    },
    spend: (amount) => add(spent, amount),
    reserve(amount) {
      add(aside, amount);
      return () => add(aside, amount, -1);
    },
    close() {
      callOff();
    },
  };
}
