/** Time as the budget sees it, so that tests can turn the hands themselves. */
export interface Clock {
  /** Monotonic milliseconds from any beginning. */
  now(): number;
  /** Calls back once after so many milliseconds; returns what calls it off. */
  after(ms: number, call: () => void): () => void;
}

/** Node's timers fire at once when asked to wait for longer than this. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, Math.min(ms, longestTimerMs));
    // A budget alone must not keep the process alive.
    timer.unref();
    return () => clearTimeout(timer);
  },
};
