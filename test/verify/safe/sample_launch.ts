/** A launch of the kernel `k` over the tensors x (read-only), y and w, of which w is no argument. */
import type { Buffer, GuardSite, TensorMapFields } from '../../../lib/native/types.js';
import type { PlannedRun } from '../../../lib/verify/load_plan.js';

export const xAddress = 0x7f00_0000_0000n;
export const yAddress = 0x7f00_1000_0000n;
export const wAddress = 0x7f00_2000_0000n;

function bufferAt(address: bigint, bytes: number): Buffer {
  return {
    address,
    bytes,
    slice: ({ offset, bytes: part }) => bufferAt(address + BigInt(offset), part),
    free: () => undefined,
  };
}

/** Boxes of 32 × 8 half-precision numbers. */
export const halfMap: TensorMapFields = {
  type: 6,
  shape: [32, 8],
  stridesBytes: [64],
  box: [32, 8],
  elementStrides: [1, 1],
  interleave: 0,
  swizzle: 0,
  l2Promotion: 0,
  fill: 0,
};

export function sampleRun(): PlannedRun {
  const [x, y, w] = [bufferAt(xAddress, 400), bufferAt(yAddress, 800), bufferAt(wAddress, 64)];
  return {
    symbol: 'k',
    launch: {
      kernel: {} as never,
      grid: [1, 1, 1],
      block: [32, 1, 1],
      cluster: null,
      sharedBytes: 0,
      cooperative: false,
      arguments: [
        { buffer: x, offset: 0 },
        { buffer: y, offset: 0 },
        { bytes: new Uint8Array(4) },
        { buffer: x, tensorMap: halfMap },
      ],
      guard: [
        { name: 'x', buffer: x, writable: false },
        { name: 'y', buffer: y, writable: true },
        { name: 'w', buffer: w, writable: true },
      ],
    },
  };
}

export function siteOf(changes: Partial<GuardSite> = {}): GuardSite {
  return {
    kind: 'access',
    kernel: 'k',
    file: '/somewhere/candidate.cu',
    line: 2,
    instruction: 'ld.global.f32',
    access: 'read',
    space: 'global',
    bytes: 4,
    alignment: 4,
    parameter: null,
    symbol: '',
    symbolBytes: 0,
    message: '',
    ...changes,
  };
}
