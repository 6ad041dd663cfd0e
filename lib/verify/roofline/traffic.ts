/** The least that a problem has to move, and how much of it has to pass between memory and L2. */
import type { Contract } from '../../problem/contract.js';

/** What the L2 holds when a timed run begins: nothing of the problem, or all that finds room. */
export type L2State = 'cold' | 'warm';

interface Moved {
  read: number;
  written: number;
}

function sumOf(tensors: readonly { bytes: number }[]): number {
  return tensors.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Each input read once, or as much as the problem declares, and each output written once. */
export function leastMoved(contract: Contract): Moved {
  return { read: contract.work?.readBytes ?? sumOf(contract.inputs), written: sumOf(contract.outputs) };
}

/**
 * What no right kernel goes without. Indices and masks may choose what is read of the other inputs: beside such an input
 * nothing is known of the others, unless the problem declares it. Of what a module's file makes, such as a triangle or a
 * mask of floats, a kernel may know where the zeros are, and what they leave out.
 */
export function surelyMoved(contract: Contract): Moved {
  const moved = leastMoved(contract);
  if ((contract.work?.readBytes ?? null) !== null) return moved;
  if (contract.inputs.some(({ made }) => made === true)) return { ...moved, read: 0 };
  const choosing = contract.inputs.filter(({ dtype }) => dtype === 'i32' || dtype === 'i64' || dtype === 'bool');
  return choosing.length === 0 ? moved : { ...moved, read: sumOf(choosing) };
}

/**
 * Bytes that have to pass between memory and L2 within the timed run. Outputs may stay in L2 as far as they find room
 * there: writing them back is not timed. Inputs come from memory, but for what a warm L2 may hold already.
 */
export function crossingBytes({ read, written }: Moved, l2Bytes: number, l2: L2State): number {
  const beyond = (bytes: number): number => Math.max(0, bytes - l2Bytes);
  return (l2 === 'cold' ? read : beyond(read)) + beyond(written);
}
