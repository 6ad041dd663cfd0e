/** The least time that a problem can take on a device: as measured there, and as nothing can beat. */
import type { DeviceFacts } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import { type Ceilings, ceilingBandwidth } from './ceilings_schema.js';
import { fastestOperations, peakBandwidth, peakOperations } from './peaks.js';
import type { Roofline } from './roofline_schema.js';
import { type L2State, crossingBytes, leastMoved, surelyMoved } from './traffic.js';

/** Milliseconds for an amount at a rate; 0 where the rate is not known. */
function msAt(amount: number, perSecond: number | null | undefined): number {
  return perSecond ? (amount / perSecond) * 1000 : 0;
}

function slowest<Part extends string>(parts: Record<Part, number>): { by: Part; ms: number } {
  const sorted = (Object.entries(parts) as [Part, number][]).sort(([, a], [, b]) => b - a);
  const [by, ms] = sorted[0]!;
  return { by, ms };
}

/** Milliseconds by the measured ceilings, without them by the peaks. */
function floorOf(
  contract: Contract,
  facts: DeviceFacts,
  ceilings: Ceilings | null,
  l2: L2State,
): { by: Roofline['boundBy']; ms: number } {
  const moved = leastMoved(contract);
  const crossing = crossingBytes(moved, facts.l2Bytes, l2);
  const { operations = 0, unit = 'f32' } = contract.work ?? {};
  const bandwidth = ceilings ? ceilingBandwidth(ceilings) : peakBandwidth(facts);
  return slowest({
    memory: msAt(crossing, bandwidth),
    arithmetic: msAt(operations, ceilings?.operationsPerSecond[unit] ?? peakOperations(facts, unit)),
    l2: msAt(moved.read + moved.written, ceilings?.l2BytesPerSecond),
    launch: ceilings?.launchMs ?? 0,
  });
}

/**
 * Milliseconds below which no right kernel is, by whatever algorithm, with the L2 in the given state: what surely passes
 * between memory and L2 at the memory's peak, and the least operations, where the problem declares them, at the fastest
 * rate of the device. Latencies, launches and the L2's own bandwidth are left out. 0 where nothing is certain.
 */
export function leastTime(
  contract: Contract,
  facts: DeviceFacts,
  l2: L2State,
): { by: 'memory' | 'arithmetic'; ms: number } {
  const crossing = crossingBytes(surelyMoved(contract), facts.l2Bytes, l2);
  const { leastOperations, unit = 'f32' } = contract.work ?? {};
  return slowest({
    memory: msAt(crossing, peakBandwidth(facts)),
    arithmetic: msAt(leastOperations ?? 0, fastestOperations(facts, unit)),
  });
}

export function rooflineOf(
  contract: Contract,
  facts: DeviceFacts,
  ceilings: Ceilings | null,
  { medianMs, l2 }: { medianMs: number; l2: L2State },
): Roofline {
  const moved = leastMoved(contract);
  const floor = floorOf(contract, facts, ceilings, l2);
  const least = leastTime(contract, facts, l2);
  return {
    bytes: moved.read + moved.written,
    memoryBytes: crossingBytes(moved, facts.l2Bytes, l2),
    operations: contract.work?.operations ?? 0,
    floorMs: floor.ms,
    boundBy: floor.by,
    leastMs: least.ms,
    leastBy: least.by,
    peakBytesPerSecond: peakBandwidth(facts),
    peakOperationsPerSecond: contract.work?.operations ? peakOperations(facts, contract.work.unit) : null,
    ceilings,
    share: floor.ms / medianMs,
  };
}
