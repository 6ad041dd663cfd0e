/** Where candidates execute, as the rungs see it; `gpu.ts` and `simulator.ts` are the two kinds there are. */
import type { DeviceLimits } from '../candidate/limits.js';
import type { Command, CommonDevice } from '../native/types.js';
import type { MemoryPool } from './memory_pool.js';
import type { OwnKernels } from './own_kernels.js';
import type { Verdict } from './verdict.js';

/** What `--device` and verdicts call the simulator. */
export const simulatorId = 'sim';

/** Bytes of the window through which the host looks at mismatching regions. */
export const windowBytes = 1 << 20;

/** What NVRTC makes of a source; each kind of device takes one of the two. */
export interface Compiled {
  cubin: Uint8Array;
  ptx: string;
}

/** The stack of a thread whose calls can't be counted, in local memory. It grows down from `end`. */
export interface ThreadStack {
  end: bigint;
  bytes: bigint;
}

export interface Device {
  /** "cuda:N" or "sim". */
  readonly id: string;
  readonly name: string;
  readonly native: CommonDevice;
  readonly kernels: OwnKernels;
  readonly limits: DeviceLimits;
  /** As NVRTC names it, such as "sm_90a". */
  readonly architecture: string;
  readonly multiprocessors: number;
  /** Null where the device itself says when a stack is used up. */
  stack(): Promise<ThreadStack | null>;
  /** Why this process can't use the device any more, or null. */
  readonly lost: string | null;
  /** As verdicts name it. */
  readonly record: NonNullable<Verdict['device']>;
  /** What `native.loadModule` takes. */
  imageOf(compiled: Compiled): Uint8Array;
  /** Bytes that a verification may take. */
  freeBytes(): Promise<number>;
  /** Where memory is kept from one verification to the next; null where it costs nothing to make. */
  readonly pool: MemoryPool | null;
  /** What the device's compiler makes of PTX, for `native.loadModule`. Rejects with `bad-ptx`. */
  assemble(ptx: string): Promise<Uint8Array>;
  /** An array of `windowBytes` over shared memory, for copies from the device. */
  window(): Promise<Uint8Array>;
  /** Runs the commands in order. Rejects as the native device's `run` does. */
  run(commands: Command[], deadlineMs: number): Promise<unknown>;
}
