/** The least time that a problem can take on a device. */
import type { DeviceFacts } from '../native/types.js';
import type { Contract, WorkUnit } from '../problem/contract.js';
import type { Roofline } from './verdict.js';

/**
 * Operations per clock and multiprocessor, a multiply-add counted as two. NVIDIA H100 Tensor Core GPU Architecture
 * whitepaper, table of peak rates (H100 SXM5), divided by 132 multiprocessors and the boost clock: f64 and the 16- and
 * 8-bit types on the tensor cores, f32 on the 128 FP32 lanes.
 */
const hopperOperations: Record<WorkUnit, number> = { f64: 256, f32: 256, f16: 4096, bf16: 4096, i8: 8192 };

/** Bytes per second: two transfers per memory clock over the bus's width. */
export function peakBandwidth(facts: DeviceFacts): number {
  return 2 * facts.memoryClockKhz * 1000 * (facts.memoryBusBits / 8);
}

function peakOperations(facts: DeviceFacts, unit: WorkUnit): number | null {
  if (facts.computeMajor !== 9) return null;
  return hopperOperations[unit] * facts.multiprocessors * facts.clockKhz * 1000;
}

/** Inputs read once, outputs written once. */
export function leastBytes(contract: Contract): number {
  return [...contract.inputs, ...contract.outputs].reduce((sum, { bytes }) => sum + bytes, 0);
}

export function rooflineOf(contract: Contract, facts: DeviceFacts, medianMs: number): Roofline {
  const bytes = leastBytes(contract);
  const peakBytesPerSecond = peakBandwidth(facts);
  const memoryMs = (bytes / peakBytesPerSecond) * 1000;
  const operations = contract.work?.operations ?? 0;
  const peakOperationsPerSecond = contract.work ? peakOperations(facts, contract.work.unit) : null;
  const arithmeticMs = peakOperationsPerSecond ? (operations / peakOperationsPerSecond) * 1000 : 0;
  const floorMs = Math.max(memoryMs, arithmeticMs);
  return {
    bytes,
    operations,
    floorMs,
    boundBy: arithmeticMs > memoryMs ? 'arithmetic' : 'memory',
    peakBytesPerSecond,
    peakOperationsPerSecond,
    share: floorMs / medianMs,
  };
}
