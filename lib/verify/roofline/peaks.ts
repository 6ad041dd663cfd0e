/** What a device could do at best by its clocks and widths: rates that nothing reaches, and nothing beats. */
import type { DeviceFacts } from '../../native/types.js';
import type { WorkUnit } from '../../problem/contract.js';

/**
 * Operations per clock and multiprocessor, a multiply-add counted as two. NVIDIA H100 Tensor Core GPU Architecture
 * whitepaper, table of peak rates (H100 SXM5), divided by 132 multiprocessors and the boost clock: f64 and the 16- and
 * 8-bit types on the tensor cores, f32 on the 128 FP32 lanes.
 */
const hopperOperations: Record<WorkUnit, number> = { f64: 256, f32: 256, f16: 4096, bf16: 4096, i8: 8192 };

/**
 * The rate at which even a product in pieces cannot go. An f32 product can be made of several f16 or TF32 products on the
 * tensor cores (Ootomo and Yokota 2022, "Recovering single precision accuracy from Tensor Cores while surpassing the
 * FP32 theoretical peak performance"), an f64 product of many 8-bit ones (Ootomo, Ozaki and Yokota 2024, "DGEMM on
 * integer matrix multiplication unit"). No fewer than one of the faster kind stands for one of these.
 */
const hopperFastest: Record<WorkUnit, number> = { f64: 8192, f32: 4096, f16: 4096, bf16: 4096, i8: 8192 };

/** What the other pipes of a multiprocessor can add beside its tensor cores: packed f16 on the FP32 lanes, 512 of 4096. */
const besides = 1 + 512 / 4096;

/**
 * Bytes per second between memory and L2: two transfers per memory clock over the bus's width; null when the driver does
 * not tell them. Memory that the hardware compresses would beat it, but is only had by asking for it
 * (CU_MEM_ALLOCATION_COMP_GENERIC), which nothing here does.
 */
export function peakBandwidth(facts: DeviceFacts): number | null {
  return 2 * facts.memoryClockKhz * 1000 * (facts.memoryBusBits / 8) || null;
}

/** Operations per second at the greatest clock; null for devices whose rates are not known here. */
export function peakOperations(facts: DeviceFacts, unit: WorkUnit): number | null {
  return atFullClock(facts, hopperOperations[unit]);
}

/** Operations per second that no way of computing in a unit's precision surpasses; null where that is not known. */
export function fastestOperations(facts: DeviceFacts, unit: WorkUnit): number | null {
  return atFullClock(facts, hopperFastest[unit] * besides);
}

function atFullClock(facts: DeviceFacts, perClock: number): number | null {
  if (facts.computeMajor !== 9) return null;
  return perClock * facts.multiprocessors * facts.clockKhz * 1000 || null;
}
