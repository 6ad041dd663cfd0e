/** Elements of every dtype from plain numbers, for numbers that the dtype holds exactly. */
import { type Dtype, type ElementArray, dtypes } from '../../lib/format/dtype.js';
import type { TensorSpec } from '../../lib/format/tensor_spec.js';

/** An array over shared memory. */
export function arrayOf(dtype: Dtype, count: number): ElementArray {
  const { array, bytes } = dtypes[dtype];
  return new array(new SharedArrayBuffer(count * bytes));
}

export function bytesOf(array: ElementArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export function copyOf(dtype: Dtype, array: ElementArray): ElementArray {
  const copy = arrayOf(dtype, array.length);
  bytesOf(copy).set(bytesOf(array));
  return copy;
}

function f16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (magnitude === Infinity) return sign | 0x7c00;
  if (magnitude === 0) return sign;
  const exponent = Math.floor(Math.log2(magnitude));
  return sign | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
}

function bf16Bits(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint16(0);
}

export function put(dtype: Dtype, array: ElementArray, index: number, value: number): void {
  if (array instanceof BigInt64Array) array[index] = BigInt(value);
  else if (dtype === 'f16') array[index] = f16Bits(value);
  else if (dtype === 'bf16') array[index] = bf16Bits(value);
  else array[index] = value;
}

/** Adds to an element's bits: the next number away from zero, or the same NaN with another payload. */
export function addToBits(array: ElementArray, index: number, steps: number): void {
  const { buffer, byteOffset, length } = array;
  if (array.BYTES_PER_ELEMENT === 8) {
    const bits = new BigInt64Array(buffer, byteOffset, length);
    bits[index] = bits[index]! + BigInt(steps);
  } else if (array.BYTES_PER_ELEMENT === 4) {
    const bits = new Int32Array(buffer, byteOffset, length);
    bits[index] = bits[index]! + steps;
  } else if (!(array instanceof BigInt64Array)) {
    array[index] = array[index]! + steps;
  }
}

export function specOf(dtype: Dtype, shape: number[]): TensorSpec {
  const count = shape.reduce((product, size) => product * size, 1);
  const labels = shape.map((_, d) => `dimension ${d}`);
  return { name: 'y', dtype, shape, labels, count, bytes: count * dtypes[dtype].bytes, fill: null };
}
