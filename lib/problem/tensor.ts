/** Tensors in shared memory, and a contract made of them. */
import { WarpsmithError } from '../errors.js';
import { type Dtype, type ElementArray, dtypeNames, dtypes } from '../format/dtype.js';
import type { TensorSpec } from '../format/tensor_spec.js';
import { allocateShared, sharedHandleOf } from '../native/shared_memory.js';
import type { Contract } from './contract.js';
import type { ToleranceHeader } from './schema.js';
import { type DeclaredWork, workOf } from './work.js';

/** A row-major, contiguous tensor. f16 and bf16 are bits in a Uint16Array, bool is 0 and 1 in a Uint8Array. */
export interface Tensor {
  dtype: Dtype;
  shape: readonly number[];
  /**
   * Over a SharedArrayBuffer, so that the GPU and worker threads use the same memory, or over memory of
   * `allocateShared`, which the guarded engine's process uses without a copy as well.
   */
  data: ElementArray;
}

/** Inputs and the outputs that are right for them. */
export interface NamedTensors {
  inputs: Record<string, Tensor>;
  outputs: Record<string, Tensor>;
  /** Names for sizes and arguments in the plan. */
  dims?: Record<string, number>;
  constants?: Record<string, number>;
  /** As in a problem's header; by default the derived one. */
  tolerance?: ToleranceHeader;
  /** For the roofline, as in a problem's header. */
  work?: DeclaredWork;
  /** For reports; "tensors" when left out. */
  name?: string;
}

/**
 * A new tensor of zeros over memory that is shared with the threads of this process (a SharedArrayBuffer), or with the
 * processes of guarded engines. Throws `bad-tensor` for sizes that are none, `native` when there is no such memory.
 */
export function createTensor(
  dtype: Dtype,
  shape: readonly number[],
  { sharedWith = 'threads' }: { sharedWith?: 'threads' | 'processes' } = {},
): Tensor {
  if (!shape.every(isSize)) {
    throw new WarpsmithError('bad-tensor', `Expected whole sizes of at least 1 but found [${shape.join(', ')}].`);
  }
  const count = elementCount(shape);
  const { array, bytes } = dtypes[dtype];
  const memory = sharedWith === 'threads' ? new SharedArrayBuffer(count * bytes) : allocateShared(count * bytes);
  return { dtype, shape: [...shape], data: new array(memory) };
}

/** New tensors of zeros that processes share, by name. Throws as `createTensor`. */
export function sharedTensors(
  specs: readonly (Pick<Tensor, 'dtype' | 'shape'> & { name: string })[],
): Map<string, Tensor> {
  return new Map(
    specs.map(({ name, dtype, shape }) => [name, createTensor(dtype, shape, { sharedWith: 'processes' })]),
  );
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 1;
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function check(name: string, tensor: Tensor): TensorSpec {
  const fail = (message: string): never => {
    throw new WarpsmithError('bad-tensor', `The tensor "${name}" cannot be used: ${message}`);
  };
  if (!/^[A-Za-z_]\w*$/.test(name)) fail('expected a name of letters, digits and _.');
  if (!dtypeNames.includes(tensor.dtype)) {
    fail(`expected a dtype of ${dtypeNames.join(', ')} but found ${tensor.dtype as string}.`);
  }
  const { array, bytes } = dtypes[tensor.dtype];
  if (!(tensor.data instanceof array)) {
    fail(`expected a ${array.name} for ${tensor.dtype} but found a ${(tensor.data as object).constructor.name}.`);
  }
  if (!(tensor.data.buffer instanceof SharedArrayBuffer) && sharedHandleOf(tensor.data.buffer) === null) {
    fail('expected an array over a SharedArrayBuffer; createTensor(dtype, shape) makes one.');
  }
  if (!tensor.shape.every(isSize)) {
    fail(`expected sizes of at least 1 but found [${tensor.shape.join(', ')}].`);
  }
  const count = elementCount(tensor.shape);
  if (tensor.data.length !== count) {
    fail(`expected ${count} elements for the shape [${tensor.shape.join(', ')}] but found ${tensor.data.length}.`);
  }
  const labels = tensor.shape.map((_, i) => `dimension ${i}`);
  return { name, dtype: tensor.dtype, shape: [...tensor.shape], labels, count, bytes: count * bytes, fill: null };
}

/** Dims and constants share their names with the tensors, and dims are sizes. */
function checkNumbers({ inputs, outputs, dims = {}, constants = {} }: NamedTensors): void {
  for (const name of [...Object.keys(dims), ...Object.keys(constants)]) {
    const taken = Object.hasOwn(inputs, name) || Object.hasOwn(outputs, name);
    if (taken || (Object.hasOwn(dims, name) && Object.hasOwn(constants, name))) {
      throw new WarpsmithError('bad-tensor', `The name "${name}" stands twice; names are shared by all of them.`);
    }
  }
  const bad = Object.entries(dims).find(([, size]) => !isSize(size));
  if (bad)
    throw new WarpsmithError('bad-tensor', `Expected a whole number from 1 for dim "${bad[0]}" but found ${bad[1]}.`);
}

/** The contract that named tensors stand for. Throws `bad-tensor`. */
export function contractOfTensors(tensors: NamedTensors): Contract {
  const specs = (group: Record<string, Tensor>): TensorSpec[] =>
    Object.entries(group).map(([name, tensor]) => check(name, tensor));
  const inputs = specs(tensors.inputs);
  const outputs = specs(tensors.outputs);
  const double = outputs.find(({ name }) => Object.hasOwn(tensors.inputs, name));
  if (double) throw new WarpsmithError('bad-tensor', `The name "${double.name}" stands for an input and an output.`);
  if (outputs.length === 0) {
    throw new WarpsmithError('bad-tensor', 'Expected at least one output tensor with the expected values.');
  }
  checkNumbers(tensors);
  const refuse = (where: string, message: string): never => {
    throw new WarpsmithError('bad-tensor', `The tensors' ${where} cannot be used: ${message}`);
  };
  const work = tensors.work ? workOf(tensors.work, inputs, refuse) : null;
  return {
    name: tensors.name ?? 'tensors',
    caseName: 'given',
    dims: tensors.dims ?? {},
    constants: tensors.constants ?? {},
    inputs,
    outputs,
    tolerance: tensors.tolerance ?? null,
    work,
  };
}
