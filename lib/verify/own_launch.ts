/** Launches of the project's own kernels. */
import type { Argument, Buffer, Kernel, Launch } from '../native/types.js';

export const ownBlock = 256;

/** A one-dimensional launch of 256-thread blocks. */
export function ownLaunch(kernel: Kernel, blocks: number, args: Argument[]): Launch {
  return {
    kernel,
    grid: [blocks, 1, 1],
    block: [ownBlock, 1, 1],
    cluster: null,
    sharedBytes: 0,
    cooperative: false,
    arguments: args,
  };
}

export function pointer(buffer: Buffer, offset = 0): Argument {
  return { buffer, offset };
}

export function u64(value: number): Argument {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value), true);
  return { bytes: new Uint8Array(view.buffer) };
}

export function u32(value: number): Argument {
  return { bytes: new Uint8Array(Uint32Array.of(value).buffer) };
}

export function u8(value: number): Argument {
  return { bytes: Uint8Array.of(value) };
}

/** Doubles in a row, such as `struct Tolerance`. */
export function doubles(...values: number[]): Argument {
  return { bytes: new Uint8Array(Float64Array.from(values).buffer) };
}
