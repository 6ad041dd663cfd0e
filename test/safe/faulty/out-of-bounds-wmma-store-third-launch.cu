/*---
name: out_of_bounds_wmma_store_third_launch
summary: The third of three tiles is stored 16 columns too far to the right.
dims: { N: 16 }
inputs:
  a: { type: f16, shape: [N, N] }
  b: { type: f16, shape: [N, "3 * N"] }
outputs:
  c: { type: f32, shape: [N, "3 * N"] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [a, b, c, 0, 0] }
  - { kernel: run, grid: [1], block: [32], args: [a, b, c, 16, 16] }
  - { kernel: run, grid: [1], block: [32], args: [a, b, c, 32, 48] }
---*/
#include <mma.h>
using namespace nvcuda;
extern "C" __global__ void run(const __half* a, const __half* b, float* c, int from, int to) {
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> fa;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::row_major> fb;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc;
    wmma::fill_fragment(fc, 0.0f);
    wmma::load_matrix_sync(fa, a, 16);
    wmma::load_matrix_sync(fb, b + from, 48);
    wmma::mma_sync(fc, fa, fb, fc);
    wmma::store_matrix_sync(c + to, fc, 48, wmma::mem_row_major); // expect: out-of-bounds c
}
