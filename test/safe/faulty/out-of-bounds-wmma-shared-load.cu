/*---
name: out_of_bounds_wmma_shared_load
summary: A fragment loaded from a shared tile that has only 15 rows.
dims: { N: 16 }
inputs:
  a: { type: f16, shape: [N, N] }
outputs:
  c: { type: f32, shape: [N, N] }
launch:
  - { kernel: run, grid: [1], block: [32], shared: "15 * N * 2", args: [a, c] }
---*/
#include <mma.h>
using namespace nvcuda;
extern "C" __global__ void run(const __half* a, float* c) {
    extern __shared__ __align__(128) __half tile[];
    for (int i = threadIdx.x; i < 15 * 16; i += 32) tile[i] = a[i];
    __syncwarp();
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> fa;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::row_major> fb;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc;
    wmma::fill_fragment(fc, 0.0f);
    wmma::load_matrix_sync(fb, a, 16);
    wmma::load_matrix_sync(fa, tile, 16); // expect: out-of-bounds shared
    wmma::mma_sync(fc, fa, fb, fc);
    wmma::store_matrix_sync(c, fc, 16, wmma::mem_row_major);
}
