/**
 * Named tensors on their way to another process: memory from `allocateShared` goes as its handle, without a copy; what
 * lies in a SharedArrayBuffer is copied once per call into such memory, which is kept with the array for its next call.
 */
import { type Dtype, type ElementArray, dtypes } from '../format/dtype.js';
import { type SharedHandle, allocateShared, openShared, sharedHandleOf } from '../native/shared_memory.js';
import type { NamedTensors, Tensor } from '../problem/tensor.js';

interface PackedTensor {
  dtype: Dtype;
  shape: readonly number[];
  memory: SharedHandle;
  offset: number;
  length: number;
}

export interface PackedTensors extends Omit<NamedTensors, 'inputs' | 'outputs'> {
  inputs: Record<string, PackedTensor>;
  outputs: Record<string, PackedTensor>;
}

const copies = new WeakMap<ElementArray, ArrayBuffer>();

/** The memory that stands for an array, its content brought up to date. */
function copyOf(array: ElementArray): ArrayBuffer {
  let copy = copies.get(array);
  if (!copy) {
    copy = allocateShared(array.byteLength);
    copies.set(array, copy);
  }
  new Uint8Array(copy).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return copy;
}

function pack({ dtype, shape, data }: Tensor): PackedTensor {
  const shared = sharedHandleOf(data.buffer);
  if (shared) return { dtype, shape, memory: shared, offset: data.byteOffset, length: data.length };
  const memory = sharedHandleOf(copyOf(data));
  if (!memory) throw new Error('Expected allocated memory to have a handle.');
  return { dtype, shape, memory, offset: 0, length: data.length };
}

function unpack({ dtype, shape, memory, offset, length }: PackedTensor): Tensor {
  return { dtype, shape, data: new dtypes[dtype].array(openShared(memory), offset, length) };
}

function each<From, To>(group: Record<string, From>, turn: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(group).map(([name, value]) => [name, turn(value)]));
}

/** What is sent; the tensors' memory must live until the call is done. Throws `native` when there is no memory. */
export function packTensors(tensors: NamedTensors): PackedTensors {
  return { ...tensors, inputs: each(tensors.inputs, pack), outputs: each(tensors.outputs, pack) };
}

/** The tensors in the process that got them. Throws `native` when their memory is gone. */
export function unpackTensors(packed: PackedTensors): NamedTensors {
  return { ...packed, inputs: each(packed.inputs, unpack), outputs: each(packed.outputs, unpack) };
}
