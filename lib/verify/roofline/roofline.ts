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

/**
 * Milliseconds of the usual way's operations: at the measured ceiling, and for a kernel that goes beyond it at the peak.
 * Whoever takes less than that too does not do them all, or does them in faster arithmetic.
 */
function usualTime(
  { work }: Contract,
  facts: DeviceFacts,
  ceilings: Ceilings | null,
  medianMs: number,
): { ms: number; beaten: boolean } {
  const { operations = 0, unit = 'f32' } = work ?? {};
  const rates = [ceilings?.operationsPerSecond[unit], peakOperations(facts, unit)];
  const times = rates.filter((rate) => rate).map((rate) => msAt(operations, rate));
  const kept = times.find((ms) => ms <= medianMs);
  return { ms: kept ?? times.at(-1) ?? 0, beaten: kept === undefined && times.length > 0 };
}

/** Milliseconds by the measured ceilings, without them by the peaks; `usualMs` where the usual operations are no part of it. */
function floorOf(
  contract: Contract,
  facts: DeviceFacts,
  ceilings: Ceilings | null,
  { medianMs, l2 }: Timed,
): { by: Roofline['boundBy']; ms: number; usualMs: number | null } {
  const moved = leastMoved(contract);
  const crossing = crossingBytes(moved, facts.l2Bytes, l2);
  const bandwidth = ceilings ? ceilingBandwidth(ceilings) : peakBandwidth(facts);
  const usual = usualTime(contract, facts, ceilings, medianMs);
  const floor = slowest({
    memory: msAt(crossing, bandwidth),
    arithmetic: usual.beaten ? leastArithmetic(contract, facts) : usual.ms,
    l2: msAt(moved.read + moved.written, ceilings?.l2BytesPerSecond),
    launch: ceilings?.launchMs ?? 0,
  });
  return { ...floor, usualMs: usual.beaten && usual.ms > floor.ms ? usual.ms : null };
}

/** Milliseconds of what the problem promises that no algorithm does without, at the device's fastest rate. */
function leastArithmetic({ work }: Contract, facts: DeviceFacts): number {
  return msAt(work?.leastOperations ?? 0, fastestOperations(facts, work?.unit ?? 'f32'));
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
  return slowest({ memory: msAt(crossing, peakBandwidth(facts)), arithmetic: leastArithmetic(contract, facts) });
}

interface Timed {
  medianMs: number;
  l2: L2State;
}

/**
 * What a time is laid beside. Bytes of inputs and outputs have to be moved; the usual way's operations need not be done, so
 * they are part of the floor only for a kernel that is no faster than they are.
 */
export function rooflineOf(
  contract: Contract,
  facts: DeviceFacts,
  ceilings: Ceilings | null,
  { medianMs, l2 }: Timed,
): Roofline {
  const { operations = 0, unit = 'f32', counted = false } = contract.work ?? {};
  const moved = leastMoved(contract);
  const floor = floorOf(contract, facts, ceilings, { medianMs, l2 });
  const least = leastTime(contract, facts, l2);
  return {
    bytes: moved.read + moved.written,
    memoryBytes: crossingBytes(moved, facts.l2Bytes, l2),
    operations,
    ...(operations > 0 ? { operationsBy: counted ? ('counted' as const) : ('declared' as const) } : {}),
    floorMs: floor.ms,
    boundBy: floor.by,
    ...(floor.usualMs === null ? {} : { usualMs: floor.usualMs }),
    leastMs: least.ms,
    leastBy: least.by,
    peakBytesPerSecond: peakBandwidth(facts),
    peakOperationsPerSecond: operations > 0 ? peakOperations(facts, unit) : null,
    ceilings,
    share: floor.ms / medianMs,
  };
}
