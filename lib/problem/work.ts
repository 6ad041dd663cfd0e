/** What a problem declares of its work, checked against its tensors. */
import type { Complain, TensorSpec } from '../format/tensor_spec.js';
import type { Work, WorkUnit } from './contract.js';

export interface DeclaredWork {
  operations?: number | undefined;
  unit?: WorkUnit | undefined;
  leastOperations?: number | undefined;
  bytes?: number | undefined;
}

/** Complains about numbers that cannot be. */
export function workOf(declared: DeclaredWork, inputs: readonly TensorSpec[], complain: Complain): Work {
  const { operations = 0, unit = 'f32', leastOperations = null, bytes = null } = declared;
  const inputBytes = inputs.reduce((sum, tensor) => sum + tensor.bytes, 0);
  const limits = [
    ['operations', operations, Number.MAX_VALUE, ''],
    ['leastOperations', leastOperations ?? 0, operations, ', the operations of the usual way'],
    ['bytes', bytes ?? 0, inputBytes, ', which is all that the inputs hold'],
  ] as const;
  for (const [name, value, most, why] of limits) {
    if (value >= 0 && value <= most) continue;
    const range = most === Number.MAX_VALUE ? 'at least 0' : `from 0 to ${most}${why},`;
    complain(`work.${name}`, `Expected ${range} but found ${value}.`);
  }
  return { operations, unit, leastOperations, readBytes: bytes };
}
