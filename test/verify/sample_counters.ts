import { simulatedCounterNames } from '../../lib/native/types.js';
import type { LaunchCounters } from '../../lib/verify/verdict.js';

/** Counters that are zero but for the given ones. */
export function sampleCounters(changes: Partial<LaunchCounters> = {}): LaunchCounters {
  const zeros = Object.fromEntries(simulatedCounterNames.map((name) => [name, 0])) as Omit<LaunchCounters, 'kernel'>;
  return { kernel: 'scale', ...zeros, ...changes };
}
