/** A fill as the generator takes it, on the GPU (`struct Fill` in native/device/generator.h) and on the CPU. */
import type { Dtype } from '../format/dtype.js';
import type { GeneratePlan } from '../native/types.js';
import { type Draw, mostMixtureValues } from './families/draw.js';

export type FillFields = Pick<GeneratePlan, 'kind' | 'a' | 'b' | 'low' | 'span' | 'share' | 'values'>;

export function fillFields(fill: Draw): FillFields {
  const none = { a: 0, b: 0, low: 0, span: 0, share: 0, values: [] };
  if ('mixture' in fill) {
    const { values, share, normal } = fill.mixture;
    return { ...none, kind: 5, a: normal[0], b: normal[1], share, values: [...values] };
  }
  if ('normal' in fill) return { ...none, kind: 0, a: fill.normal[0], b: fill.normal[1] };
  if ('uniform' in fill) return { ...none, kind: 1, a: fill.uniform[0], b: fill.uniform[1] };
  if ('integers' in fill) {
    const [low, high] = fill.integers;
    return { ...none, kind: 2, low, span: high - low + 1 };
  }
  if ('bernoulli' in fill) return { ...none, kind: 4, a: fill.bernoulli };
  return { ...none, kind: 3, a: fill.constant };
}

/** Offset of the values of a mixture. */
const tableAt = 48;

/** The bytes of `struct Fill`, a kernel argument. */
export function fillBytes(fill: Draw): Uint8Array {
  const { kind, a, b, low, span, share, values } = fillFields(fill);
  const bytes = new DataView(new ArrayBuffer(tableAt + 8 * mostMixtureValues));
  bytes.setInt32(0, kind, true);
  bytes.setInt32(4, values.length, true);
  bytes.setFloat64(8, a, true);
  bytes.setFloat64(16, b, true);
  bytes.setBigInt64(24, BigInt(low), true);
  bytes.setBigUint64(32, BigInt(span), true);
  bytes.setUint32(40, share, true);
  for (const [i, value] of values.entries()) bytes.setFloat64(tableAt + 8 * i, value, true);
  return new Uint8Array(bytes.buffer);
}

export function generatePlan(dtype: Dtype, fill: Draw, stream: number, seed: number): GeneratePlan {
  return { dtype, ...fillFields(fill), stream, seed };
}
