/** What the compiles of these tests have in common. */
import type { CompileJob } from '../../../lib/native/types.js';

export const job: Omit<CompileJob, 'source'> = {
  fileName: 'candidate.cu',
  options: ['--gpu-architecture=sm_90a', '--std=c++17'],
  headers: {},
  nameExpressions: [],
  deadlineMs: 60_000,
  memoryBytes: 2 ** 32,
};

/** One that compiles in milliseconds, and for each number to something else. */
export function small(i: number): CompileJob {
  return { ...job, source: `extern "C" __global__ void k(float* x) { *x = ${i}.5f; }` };
}
