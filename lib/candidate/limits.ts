import type { DeviceFacts, Dim3 } from '../native/types.js';

export interface DeviceLimits {
  grid: Dim3;
  block: Dim3;
  threadsPerBlock: number;
  /** Bytes, with the opt-in above 48 KB. */
  sharedPerBlock: number;
  clusterBlocks: number;
  threadsPerMultiprocessor: number;
}

/**
 * What a launch may ask for. Without a device, Hopper's: CUDA C++ Programming Guide, "Compute Capabilities", technical
 * specifications for 9.0 (227 KB of shared memory for a block; clusters above 8 blocks are not portable but allowed).
 */
export function limitsOf(facts: DeviceFacts | null): DeviceLimits {
  return {
    grid: [2 ** 31 - 1, 65535, 65535],
    block: [1024, 1024, 64],
    threadsPerBlock: facts?.maxThreadsPerBlock ?? 1024,
    sharedPerBlock: facts?.maxSharedPerBlock ?? 227 * 1024,
    clusterBlocks: 16,
    threadsPerMultiprocessor: facts?.maxThreadsPerMultiprocessor ?? 2048,
  };
}
