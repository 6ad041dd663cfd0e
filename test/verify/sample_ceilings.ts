import type { Ceilings } from '../../lib/verify/roofline/ceilings_schema.js';

/** Ceilings as an H100 SXM5 might have them. */
export const sampleCeilings: Ceilings = {
  measured: '2026-11-22T12:00:00.000Z',
  readBytesPerSecond: 3.1e12,
  writeBytesPerSecond: 2.9e12,
  copyBytesPerSecond: 2.8e12,
  l2BytesPerSecond: 6e12,
  launchMs: 0.0015,
  operationsPerSecond: { f64: 6.4e13, f32: 6.2e13, tf32: 5e14, f16: 9.5e14, bf16: 9.5e14, i8: 1.9e15 },
};
