/*---
launch:
  - kernel: "matmul_shared_fragments<{{BM}}, {{BN}}, {{BK}}>"
    grid: ["ceildiv(N, {{BN}})", "ceildiv(M, {{BM}})"]
    block: ["{{BM}} * {{BN}} / 32"]
    args: [a, b, c, M, N, K]
---*/
/*=== design
summary: Tensor cores from tiles in shared memory, which are filled with zeros at the edges; two by two fragments a warp.
variants:
  - { BM: 64, BN: 64, BK: 32, PAD: 8 }
  - { BM: 32, BN: 64, BK: 16, PAD: 16 }
  - { BM: 64, BN: 32, BK: 48, PAD: 8 }
  - { BM: 64, BN: 128, BK: 32, PAD: 8 }
wrong:
  - { why: The lower fragments repeat the upper ones., change: "left[m], tile_a[warp_row + 16 * m] + k", to: "left[m], tile_a[warp_row] + k" }
  - { why: The last tile along K is forgotten., change: "step < K; step += BK", to: "step + BK < K; step += BK" }
uncompilable:
  - { why: A fragment without its layout., change: "wmma::matrix_a, 16, 16, 16, __half, wmma::row_major", to: "wmma::matrix_a, 16, 16, 16, __half" }
faulty:
  - { why: Results are written for whole tiles., change: "if (row < M && column < N) c", to: "c" }
===*/
#include <mma.h>
using namespace nvcuda;

constexpr int PAD = {{PAD}};

template <int BM, int BN, int BK>
__global__ void __launch_bounds__(BM * BN / 32)
matmul_shared_fragments(const __half* __restrict__ a, const __half* __restrict__ b, __half* __restrict__ c, int M, int N,
                        int K) {
    constexpr int THREADS = BM * BN / 32;
    __shared__ __align__(32) __half tile_a[BM][BK + PAD], tile_b[BK][BN + PAD];
    __shared__ __align__(32) float results[THREADS / 32][16 * 16];
    int t = threadIdx.x, warp = t / 32, lane = t % 32;
    int warp_row = warp / (BN / 32) * 32, warp_column = warp % (BN / 32) * 32;
    int first_row = blockIdx.y * BM, first_column = blockIdx.x * BN;
    const __half zero = __float2half(0.0f);
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum[2][2];
    for (auto& of_row : sum)
        for (auto& each : of_row) wmma::fill_fragment(each, 0.0f);
    for (int step = 0; step < K; step += BK) {
        for (int i = t; i < BM * BK; i += THREADS) {
            int row = first_row + i / BK, k = step + i % BK;
            tile_a[i / BK][i % BK] = row < M && k < K ? a[(size_t)row * K + k] : zero;
        }
        for (int i = t; i < BK * BN; i += THREADS) {
            int k = step + i / BN, column = first_column + i % BN;
            tile_b[i / BN][i % BN] = k < K && column < N ? b[(size_t)k * N + column] : zero;
        }
        __syncthreads();
#pragma unroll
        for (int k = 0; k < BK; k += 16) {
            wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> left[2];
            wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::row_major> right[2];
            for (int m = 0; m < 2; m++) wmma::load_matrix_sync(left[m], tile_a[warp_row + 16 * m] + k, BK + PAD);
            for (int n = 0; n < 2; n++) wmma::load_matrix_sync(right[n], tile_b[k] + warp_column + 16 * n, BN + PAD);
            for (int m = 0; m < 2; m++)
                for (int n = 0; n < 2; n++) wmma::mma_sync(sum[m][n], left[m], right[n], sum[m][n]);
        }
        __syncthreads();
    }
    for (int m = 0; m < 2; m++)
        for (int n = 0; n < 2; n++) {
            wmma::store_matrix_sync(results[warp], sum[m][n], 16, wmma::mem_row_major);
            __syncwarp();
            for (int i = lane; i < 256; i += 32) {
                int row = first_row + warp_row + 16 * m + i / 16, column = first_column + warp_column + 16 * n + i % 16;
                if (row < M && column < N) c[(size_t)row * N + column] = __float2half(results[warp][i]);
            }
            __syncwarp();
        }
}
