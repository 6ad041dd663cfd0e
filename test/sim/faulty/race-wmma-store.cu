/*---
name: race_wmma_store
summary: Other lanes read the tile that the warp stored without __syncwarp.
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
    __shared__ float tile[256];
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> fa;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::row_major> fb;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc;
    int t = threadIdx.x;
    for (int k = t; k < 256; k += 32) tile[k] = 0.0f;
    __syncwarp();
    wmma::fill_fragment(fc, 0.0f);
    wmma::load_matrix_sync(fa, a, 16);
    wmma::load_matrix_sync(fb, b, 16);
    wmma::mma_sync(fc, fa, fb, fc);
    wmma::store_matrix_sync(tile, fc, 16, wmma::mem_row_major); // expect: race shared
    for (int k = t; k < 256; k += 32) {
        float v = tile[k]; // expect: race shared
        c[k] = v + 1.0f;
    }
}
