/*---
launch:
  - { kernel: gemm, grid: ["N / 32", "M / 32"], block: [128], args: [a, b, c, N, K] }
---*/
// No shared memory: every fragment comes straight from global memory.
#include <mma.h>
using namespace nvcuda;

extern "C" __global__ void gemm(const __half* a, const __half* b, float* c, int N, int K) {
    int warp = threadIdx.x / 32;
    size_t row = blockIdx.y * 32 + warp / 2 * 16, column = blockIdx.x * 32 + warp % 2 * 16;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
    wmma::fill_fragment(sum, 0.0f);
    for (int k = 0; k < K; k += 16) {
        wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> left;
        wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::col_major> right;
        wmma::load_matrix_sync(left, a + row * K + k, K);
        wmma::load_matrix_sync(right, b + column * K + k, K);
        wmma::mma_sync(sum, left, right, sum);
    }
    wmma::store_matrix_sync(c + row * N + column, sum, N, wmma::mem_row_major);
}
