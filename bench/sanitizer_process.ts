/** What sanitizer.ts and the processes that it starts tell each other. */
import type { CompiledKernel } from '../lib/verify/compile.js';

/** How one file's run ended. */
export interface ChildOutcome {
  outcome: 'ran' | 'fault' | 'hang' | 'refused';
  detail: string;
}

/** What sanitizer.ts leaves for the child, so that NVRTC does not run under the sanitizer. */
export interface CompiledFile {
  /** Base64. */
  cubin: string;
  kernels: [string, CompiledKernel][];
}

/** Lines by which the parent tells the files of one process apart. */
export const beginMark = '##warpsmith begin ';
export const endMark = '##warpsmith end ';
