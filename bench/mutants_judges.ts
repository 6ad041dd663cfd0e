/** How outputs are judged beside warpsmith's own verdict. */
import { elementAt } from '../lib/format/dtype.js';
import type { Tensor } from '../lib/problem/tensor.js';

/** Warpsmith as it judges by default, and with as many trials as there are input families. */
export const ours = { usual: 'warpsmith', thorough: 'warpsmith, all families' } as const;

/** The judges beside warpsmith: a bound of allclose, on KernelBench's inputs or in every family. */
export const judges = [
  { name: 'allclose 1e-4', bound: 1e-4, families: false },
  { name: 'allclose 1e-2', bound: 1e-2, families: false },
  { name: '1e-4, all families', bound: 1e-4, families: true },
  { name: '1e-2, all families', bound: 1e-2, families: true },
] as const;

/** By the contract's names. */
export type Outputs = ReadonlyMap<string, Tensor>;

/**
 * `torch.allclose(actual, expected, rtol=bound, atol=bound)` of every output, as KernelBench judges: a NaN is equal to
 * nothing, an infinity to itself.
 */
export function allClose(actual: Outputs, expected: Outputs, bound: number): boolean {
  return Array.from(expected).every(([name, wanted]) => {
    const found = actual.get(name);
    if (!found) throw new Error(`Expected an output "${name}".`);
    for (let i = 0; i < wanted.data.length; i++) {
      const e = elementAt(wanted.dtype, wanted.data, i);
      const a = elementAt(found.dtype, found.data, i);
      const error = Math.abs(a - e);
      if (a !== e && !(Number.isFinite(error) && error <= bound + bound * Math.abs(e))) return false;
    }
    return true;
  });
}

/** Whether all outputs have the same bits. */
export function sameBits(a: Outputs, b: Outputs): boolean {
  return Array.from(a).every(([name, { data }]) => {
    const other = b.get(name)?.data;
    return other !== undefined && Buffer.from(bytesOf(data)).equals(bytesOf(other));
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: Tensor['data']): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
