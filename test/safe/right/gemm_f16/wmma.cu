/*---
launch:
  - { kernel: gemm, grid: ["N / 64", "M / 64"], block: [128], args: [a, b, c, N, K] }
---*/
// Four warps with 32 x 32 results each, from shared tiles with padded rows.
#include <mma.h>
using namespace nvcuda;

constexpr int TILE = 64, STEP = 32, PITCH = STEP + 8;

extern "C" __global__ void gemm(const __half* a, const __half* b, float* c, int N, int K) {
    __shared__ __align__(32) __half tile_a[TILE * PITCH], tile_b[TILE * PITCH];
    int t = threadIdx.x, warp = t / 32, warp_row = warp / 2 * 32, warp_column = warp % 2 * 32;
    size_t first_row = blockIdx.y * TILE, first_column = blockIdx.x * TILE;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum[2][2];
    for (int m = 0; m < 2; m++)
        for (int n = 0; n < 2; n++) wmma::fill_fragment(sum[m][n], 0.0f);
    for (int k = 0; k < K; k += STEP) {
        for (int i = t; i < TILE * STEP / 8; i += 128) {
            int row = i / 4, column = i % 4 * 8;
            *(uint4*)(tile_a + row * PITCH + column) = *(const uint4*)(a + (first_row + row) * K + k + column);
            *(uint4*)(tile_b + row * PITCH + column) = *(const uint4*)(b + (first_column + row) * K + k + column);
        }
        __syncthreads();
#pragma unroll
        for (int i = 0; i < STEP; i += 16) {
            wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> left[2];
            wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::col_major> right[2];
            for (int m = 0; m < 2; m++)
                wmma::load_matrix_sync(left[m], tile_a + (warp_row + 16 * m) * PITCH + i, PITCH);
            for (int n = 0; n < 2; n++)
                wmma::load_matrix_sync(right[n], tile_b + (warp_column + 16 * n) * PITCH + i, PITCH);
            for (int m = 0; m < 2; m++)
                for (int n = 0; n < 2; n++) wmma::mma_sync(sum[m][n], left[m], right[n], sum[m][n]);
        }
        __syncthreads();
    }
    for (int m = 0; m < 2; m++)
        for (int n = 0; n < 2; n++)
            wmma::store_matrix_sync(c + (first_row + warp_row + 16 * m) * N + first_column + warp_column + 16 * n,
                                    sum[m][n], N, wmma::mem_row_major);
}
