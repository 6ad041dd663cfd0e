/** What sanitizer.ts and the processes that it starts tell each other. */
import type { PlanHeader } from '../lib/format/schema.js';
import type { CompiledKernel } from '../lib/verify/compile/compile_request.js';

/** How one file's run ended. */
export interface ChildOutcome {
  outcome: 'ran' | 'fault' | 'hang' | 'refused';
  detail: string;
  /** Milliseconds of all launches together by CUDA events, of a file that ran. */
  gpuMs?: number;
}

/** What sanitizer.ts leaves for the child, so that NVRTC does not run under the sanitizer. */
export interface CompiledFile {
  /** Base64. */
  cubin: string;
  kernels: [string, CompiledKernel][];
  /** The problem's file below the package's root, and the case; without them they follow from the name. */
  problem?: { path: string[]; case: string };
  /** Of a candidate; the reference's without it. */
  plan?: PlanHeader;
}

/** Lines by which the parent tells the files of one process apart. */
export const beginMark = '##warpsmith begin ';
export const endMark = '##warpsmith end ';
