/*---
name: out_of_bounds_wmma
summary: Tensor cores on 16 x 16 tiles of a 32 x 32 product, with the result staged in shared memory.
dims: { N: 32 }
inputs:
  a: { type: f16, shape: [N, N] }
  b: { type: f16, shape: [N, N] }
outputs:
  c: { type: f32, shape: [N, N] }
launch:
  - { kernel: run, grid: [2, 2], block: [32], args: [a, b, c] }
---*/
#include <mma.h>
using namespace nvcuda;
extern "C" __global__ void run(const __half* a, const __half* b, float* c) {
    __shared__ float tile[16 * 20];
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> fa;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::col_major> fb;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc;
    int row = blockIdx.y * 16, column = blockIdx.x * 16;
    wmma::fill_fragment(fc, 0.0f);
    for (int k = 0; k < 32; k += 16) {
        wmma::load_matrix_sync(fa, a + row * 32 + k, 32);
        wmma::load_matrix_sync(fb, b + column * 32 + k, 32);
        wmma::mma_sync(fc, fa, fb, fc);
    }
    wmma::store_matrix_sync(tile, fc, 20, wmma::mem_row_major);
    __syncwarp();
    for (int i = threadIdx.x; i < 256; i += 32) c[(row + i / 16) * 32 + column + i % 16] = tile[i / 16 * 20 + i % 16];
}
