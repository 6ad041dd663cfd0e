/** Whether a measured time can be: the last check on a timing. */
import { digits, duration } from '../../format/quantities.js';
import type { DeviceFacts } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import { fastestOperations, peakBandwidth } from './peaks.js';
import { leastTime } from './roofline.js';
import { type L2State, crossingBytes, surelyMoved } from './traffic.js';

/**
 * Milliseconds that an event's time may be off by. NVIDIA's documentation of cuEventElapsedTime gives a resolution of
 * about half a microsecond, and there are two events.
 */
const resolutionMs = 0.001;

export interface TimeToJudge {
  medianMs: number;
  /** What was taken off each sample: given the benefit of the doubt, it was all the kernel's. */
  eventOverheadMs: number;
  l2: L2State;
}

function amountOf(contract: Contract, facts: DeviceFacts, { by, l2 }: { by: string; l2: L2State }): string {
  if (by === 'memory') {
    const bytes = crossingBytes(surelyMoved(contract), facts.l2Bytes, l2);
    const peak = `${digits((peakBandwidth(facts) ?? 0) / 1e9)} GB/s`;
    return `it moves at least ${digits(bytes / 1e6)} MB between memory and L2, and the memory's peak is ${peak}`;
  }
  const { leastOperations, unit } = contract.work ?? { leastOperations: 0, unit: 'f32' };
  const peak = fastestOperations(facts, unit) ?? 0;
  return `it takes at least ${digits((leastOperations ?? 0) / 1e9)} G operations, and nothing here does more than ${digits(peak / 1e12)} T in a second`;
}

/**
 * Why a time cannot be that of a kernel that does the problem's work, a sentence or two with the figures; null when it
 * can. A time is refused when it is below `leastTime` even with the events' own cost and resolution added.
 */
export function whyImplausible(contract: Contract, facts: DeviceFacts, time: TimeToJudge): string | null {
  const least = leastTime(contract, facts, time.l2);
  if (time.medianMs + time.eventOverheadMs + resolutionMs >= least.ms) return null;
  const declares =
    (contract.work?.readBytes ?? null) === null && least.by === 'memory'
      ? ' If a right kernel need not read all inputs, the problem says so with `work: { bytes: … }`.'
      : '';
  return (
    `It took ${duration(time.medianMs)} with a ${time.l2} L2, but the problem takes at least ${duration(least.ms)} on ` +
    `this device: ${amountOf(contract, facts, { by: least.by, l2: time.l2 })}. It has not done the work within the ` +
    `timed runs, or they were not what was timed.${declares}`
  );
}
