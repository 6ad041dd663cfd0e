/*---
name: out_of_bounds_wmma_load
summary: A matrix of 16 x 16 halves loaded as if its rows were 24 halves apart.
dims: { N: 16 }
inputs:
  a: { type: f16, shape: [N, N] }
  b: { type: f16, shape: [N, N] }
outputs:
  c: { type: f32, shape: [N, N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [a, b, c] }
---*/
#include <mma.h>
using namespace nvcuda;
extern "C" __global__ void run(const __half* a, const __half* b, float* c) {
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> fa;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::row_major> fb;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc;
    wmma::fill_fragment(fc, 0.0f);
    wmma::load_matrix_sync(fa, a, 24); // expect: out-of-bounds a
    wmma::load_matrix_sync(fb, b, 16);
    wmma::mma_sync(fc, fa, fb, fc);
    wmma::store_matrix_sync(c, fc, 16, wmma::mem_row_major);
}
