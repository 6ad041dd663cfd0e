/** The dtypes and what follows from each. f16 and bf16 travel as their bits in a Uint16Array, bool as 0 and 1. */
import { z } from 'zod';
import type { TypedArray } from '../native/types.js';

export const dtypeNames = ['f64', 'f32', 'f16', 'bf16', 'i64', 'i32', 'i8', 'u8', 'bool'] as const;
export const dtypeSchema = z.enum(dtypeNames);
export type Dtype = z.infer<typeof dtypeSchema>;

export type ElementArray =
  Float64Array | Float32Array | Uint16Array | BigInt64Array | Int32Array | Int8Array | Uint8Array;

interface ArrayConstructor {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): ElementArray;
}

export interface DtypeFacts {
  bytes: number;
  kind: 'real' | 'integer' | 'bool';
  array: ArrayConstructor;
  /** The element type that `native/device/*.cu` is compiled for. */
  element: string;
  /** What CUDA C++ calls it. */
  cuda: string;
  /** CUtensorMapDataType; bool and i8 are copied as bytes. */
  tensorMapType: number;
  /** What an integer type can hold; null for the others and for i64, whose ends are beyond 2^53. */
  range: readonly [number, number] | null;
}

export const dtypes: Record<Dtype, DtypeFacts> = {
  f64: {
    bytes: 8,
    kind: 'real',
    array: Float64Array,
    element: 'double',
    cuda: 'double',
    tensorMapType: 8,
    range: null,
  },
  f32: {
    bytes: 4,
    kind: 'real',
    array: Float32Array,
    element: 'float',
    cuda: 'float',
    tensorMapType: 7,
    range: null,
  },
  f16: {
    bytes: 2,
    kind: 'real',
    array: Uint16Array,
    element: 'F16',
    cuda: '__half',
    tensorMapType: 6,
    range: null,
  },
  bf16: {
    bytes: 2,
    kind: 'real',
    array: Uint16Array,
    element: 'Bf16',
    cuda: '__nv_bfloat16',
    tensorMapType: 9,
    range: null,
  },
  i64: {
    bytes: 8,
    kind: 'integer',
    array: BigInt64Array,
    element: 'long long',
    cuda: 'long long',
    tensorMapType: 5,
    range: null,
  },
  i32: {
    bytes: 4,
    kind: 'integer',
    array: Int32Array,
    element: 'int',
    cuda: 'int',
    tensorMapType: 3,
    range: [-(2 ** 31), 2 ** 31 - 1],
  },
  i8: {
    bytes: 1,
    kind: 'integer',
    array: Int8Array,
    element: 'signed char',
    cuda: 'signed char',
    tensorMapType: 0,
    range: [-128, 127],
  },
  u8: {
    bytes: 1,
    kind: 'integer',
    array: Uint8Array,
    element: 'unsigned char',
    cuda: 'unsigned char',
    tensorMapType: 0,
    range: [0, 255],
  },
  bool: {
    bytes: 1,
    kind: 'bool',
    array: Uint8Array,
    element: 'Bool',
    cuda: 'bool',
    tensorMapType: 0,
    range: [0, 1],
  },
};

/** The element at `index` as a number; i64 values beyond 2^53 lose their last bits. */
export function elementAt(dtype: Dtype, array: TypedArray, index: number): number {
  const raw = array[index];
  if (raw === undefined) return Number.NaN;
  if (dtype === 'bf16') return bf16ToNumber(Number(raw));
  if (dtype === 'f16') return f16ToNumber(Number(raw));
  return Number(raw);
}

const scratch = new DataView(new ArrayBuffer(4));

function bf16ToNumber(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

function f16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const significand = bits & 0x3ff;
  if (exponent === 31) return significand ? Number.NaN : sign * Infinity;
  if (exponent === 0) return sign * significand * 2 ** -24;
  return sign * (1 + significand / 1024) * 2 ** (exponent - 15);
}
