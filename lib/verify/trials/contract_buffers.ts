import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Buffer } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import type { Allocations } from '../allocations.js';

/** The tensors of a contract on the device, by name. */
export interface ContractBuffers {
  inputs: Map<string, Buffer>;
  outputs: Map<string, Buffer>;
  expected: Map<string, Buffer>;
}

/** Memory for a contract's tensors that stay where they are. */
export async function allocateContract(contract: Contract, allocations: Allocations): Promise<ContractBuffers> {
  return {
    inputs: await allocateTensors(contract.inputs, allocations),
    outputs: await allocateTensors(contract.outputs, allocations),
    expected: await allocateTensors(contract.outputs, allocations),
  };
}

/** Memory for some of them, by name. */
export async function allocateTensors(
  tensors: readonly TensorSpec[],
  allocations: Allocations,
): Promise<Map<string, Buffer>> {
  const buffers = new Map<string, Buffer>();
  for (const { name, bytes } of tensors) buffers.set(name, await allocations.guarded(bytes));
  return buffers;
}

/** Throws for a name that the map does not have. */
export function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`Expected a buffer for "${name}".`);
  return value;
}
