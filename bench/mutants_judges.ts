/** How outputs are judged beside warpsmith's own verdict. */
import { elementAt } from '../lib/format/dtype.js';
import type { Tensor } from '../lib/problem/tensor.js';

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
