/** A trial's inputs: made on the device, or given by the caller, and seen to be the same afterwards. */
import type { Buffer, Command } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import type { InputFamily } from '../../problem/families/families.js';
import type { Tensor } from '../../problem/tensor.js';
import { required } from './contract_buffers.js';
import type { Device } from '../device.js';
import type { ModuleRun } from './module_run.js';
import type { Expectation } from './expectation.js';
import { fillLaunch, stridingBlocks } from '../fill.js';
import { ownLaunch, pointer, u64 } from '../own_launch.js';

/** Bytes of a checksum. */
const sumBytes = 8;

/** Bytes of the checksums of a contract's inputs, before and after a run. */
export function sumsBytes({ inputs }: Contract): number {
  return Math.max(1, inputs.length) * 2 * sumBytes;
}

/** Where a trial's inputs come from that are not drawn. */
export interface InputSources {
  /** The caller's tensors; null for a problem. */
  given: Record<string, Tensor> | null;
  /** What makes some of a problem's inputs; null where all are drawn. */
  module: ModuleRun | null;
}

export function inputSourcesOf(expectation: Expectation): InputSources {
  if (expectation.kind === 'given') return { given: expectation.tensors.inputs, module: null };
  const { reference } = expectation;
  return { given: null, module: reference.kind === 'module' ? reference.module : null };
}

/** What makes the inputs of one trial. */
export async function makeInputs(
  device: Device,
  contract: Contract,
  buffers: ReadonlyMap<string, Buffer>,
  { given, module }: InputSources,
  { family, seed }: { family: InputFamily; seed: number },
): Promise<Command[]> {
  const commands: Command[] = [...(module?.make(seed, buffers) ?? [])];
  for (const [stream, input] of contract.inputs.entries()) {
    const buffer = required(buffers, input.name);
    const fill = family.draws.get(input.name) ?? input.fill;
    if (given) {
      commands.push(upload(buffer, given[input.name]));
    } else if (fill) {
      commands.push({ op: 'launch', ...(await fillLaunch(device, input, buffer, { fill, stream, seed })) });
    }
  }
  return commands;
}

/** The copy of a caller's tensor. */
export function upload(buffer: Buffer, tensor: Tensor | undefined): Command {
  if (!tensor) throw new Error('Expected a tensor for every name of the contract.');
  return { op: 'upload', buffer, offset: 0, array: tensor.data };
}

/** Checksums of all inputs, before the candidate and after it, left in `sums`. */
export async function sumInputs(
  device: Device,
  { inputs }: Contract,
  buffers: ReadonlyMap<string, Buffer>,
  sums: Buffer,
  when: 'before' | 'after',
): Promise<Command[]> {
  const { checksum } = await device.kernels.plain();
  const start = when === 'before' ? 0 : inputs.length * sumBytes;
  const commands: Command[] = [{ op: 'set', buffer: sums, offset: start, bytes: inputs.length * sumBytes, value: 0 }];
  for (const [i, input] of inputs.entries()) {
    const launch = ownLaunch(checksum, stridingBlocks(device, input.bytes / 4), [
      pointer(required(buffers, input.name)),
      u64(input.bytes),
      pointer(sums, start + i * sumBytes),
    ]);
    commands.push({ op: 'launch', ...launch });
  }
  return commands;
}

/** Names of the inputs whose checksums differ. */
export function changedInputs({ inputs }: Contract, sums: BigUint64Array): string[] {
  return inputs.filter((_, i) => sums[i] !== sums[inputs.length + i]).map(({ name }) => name);
}
