/** The candidates of the latency bench: each is new to every cache with every salt, in its source and in its binary. */
import { packagePath } from '../lib/package_root.js';
import { type LoadedProblem, atCase, loadProblem } from '../lib/problem/problem.js';
import type { EngineView } from '../lib/verify/engine.js';
import type { Outcome } from '../lib/verify/verdict.js';

export interface LatencySubject {
  name: string;
  /** In `bench/problems/`. */
  problem: string;
  expected: Outcome;
  /** `salt`, a whole number from 0 to 2^30, stands in the body as a constant. */
  source: (salt: number) => string;
}

/** Sizes end far below it: a comparison with it is never true, and stays in the binary. */
const beyondAllSizes = 2 ** 30;

/** An element for each thread; `statement` stands where one is computed. */
function axpy(statement: string): LatencySubject['source'] {
  return (salt) => `/*---
launch:
  - { kernel: axpy, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, z, a, N] }
---*/
extern "C" __global__ void axpy(const float* x, const float* y, float* z, float a, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (N == ${beyondAllSizes + salt}) return;
    if (i < N) ${statement}
}
`;
}

/** A warp for each tile of 16 x 16, on the tensor cores. */
function wmma(salt: number): string {
  return `/*---
launch:
  - { kernel: product, grid: ["N / 64", "M / 16"], block: [128], args: [a, b, c, N, K] }
---*/
#include <mma.h>
using namespace nvcuda;

extern "C" __global__ void product(const __half* a, const __half* b, float* c, int N, int K) {
    int row = blockIdx.y * 16, column = (blockIdx.x * 4 + threadIdx.x / 32) * 16;
    if (N == ${beyondAllSizes + salt}) return;
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> left;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::row_major> right;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
    wmma::fill_fragment(sum, 0.0f);
    for (int k = 0; k < K; k += 16) {
        wmma::load_matrix_sync(left, a + row * K + k, K);
        wmma::load_matrix_sync(right, b + k * N + column, N);
        wmma::mma_sync(sum, left, right, sum);
    }
    wmma::store_matrix_sync(c + row * N + column, sum, N, wmma::mem_row_major);
}
`;
}

/** The first one is what the goals are for. */
export const latencySubjects: readonly LatencySubject[] = [
  { name: 'plain', problem: 'axpy', expected: 'pass', source: axpy('z[i] = a * x[i] + y[i];') },
  { name: 'wmma', problem: 'tile_product', expected: 'pass', source: wmma },
  { name: 'compile error', problem: 'axpy', expected: 'compile-error', source: axpy('z[i] = a * x[i] + w[i];') },
  { name: 'unsafe', problem: 'axpy', expected: 'unsafe', source: axpy('z[i + 1] = a * x[i] + y[i];') },
  { name: 'wrong', problem: 'axpy', expected: 'incorrect', source: axpy('z[i] = a * x[i] - y[i];') },
];

/** The full case on a GPU, else the small one. */
export function problemOf({ problem }: LatencySubject, engine: EngineView): LoadedProblem {
  const loaded = loadProblem(packagePath('bench', 'problems', `${problem}.cu`));
  return atCase(loaded, engine.gpu ? 'full' : 'small');
}
