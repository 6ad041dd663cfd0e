/** A clock whose hands are turned by the test. */
import type { Clock } from '../../lib/search/clock.js';

export interface ManualClock extends Clock {
  /** Lets so many milliseconds pass and calls back what is due. */
  pass: (ms: number) => void;
  /** How many callbacks are waiting. */
  readonly waiting: number;
}

export function manualClock(): ManualClock {
  let time = 1000;
  const timers = new Set<{ at: number; call: () => void }>();
  return {
    now: () => time,
    after(ms, call) {
      const timer = { at: time + ms, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(ms) {
      time += ms;
      for (const timer of [...timers]) {
        if (timer.at > time) continue;
        timers.delete(timer);
        timer.call();
      }
    },
    get waiting() {
      return timers.size;
    },
  };
}
