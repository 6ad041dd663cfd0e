/** What a device was measured to do at best; a file of the cache, and part of verdicts. */
import { z } from 'zod';

const rate = z.number().positive();

/** Kinds of arithmetic that are measured; the last five on the tensor cores. */
export const arithmeticNames = ['f32', 'f64', 'tf32', 'f16', 'bf16', 'i8'] as const;
export type Arithmetic = (typeof arithmeticNames)[number];

export const ceilingsSchema = z.strictObject({
  /** When, in ISO 8601. */
  measured: z.string(),
  /** Bytes per second from and to memory, far beyond the L2. A copy counts what it reads and what it writes. */
  readBytesPerSecond: rate,
  writeBytesPerSecond: rate,
  copyBytesPerSecond: rate,
  /** Bytes per second read from a quarter of the L2. */
  l2BytesPerSecond: rate,
  /** Milliseconds of an empty kernel. */
  launchMs: z.number().nonnegative(),
  /** A multiply-add counts as two; null where it was not measured. */
  operationsPerSecond: z.strictObject(
    Object.fromEntries(arithmeticNames.map((name) => [name, rate.nullable()])) as Record<
      Arithmetic,
      z.ZodNullable<typeof rate>
    >,
  ),
});

export type Ceilings = z.infer<typeof ceilingsSchema>;

/** Bytes per second between memory and L2 that nothing measured here surpassed. */
export function ceilingBandwidth(ceilings: Ceilings): number {
  return Math.max(ceilings.readBytesPerSecond, ceilings.writeBytesPerSecond, ceilings.copyBytesPerSecond);
}
