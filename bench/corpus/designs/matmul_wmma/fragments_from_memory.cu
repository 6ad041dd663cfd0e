/*---
dims: { M: multiple of 16, N: multiple of 16, K: multiple of 16 }
launch:
  - kernel: matmul_fragments
    grid: ["ceildiv(N, 16 * {{X}})", "ceildiv(M, 16 * {{Y}})"]
    block: [32, {{X}}, {{Y}}]
    args: [a, b, c, M, N, K]
---*/
/*=== design
summary: Tensor cores with fragments straight from memory, a tile of 16 x 16 a warp.
variants:
  - { X: 2, Y: 2 }
  - { X: 4, Y: 1 }
  - { X: 4, Y: 2 }
  - { X: 2, Y: 4 }
wrong:
  - { why: The right matrix is taken for column-major., change: "wmma::matrix_b, 16, 16, 16, __half, wmma::row_major", to: "wmma::matrix_b, 16, 16, 16, __half, wmma::col_major" }
  - { why: The first step along K is left out., change: "int k = 0; k < K", to: "int k = 16; k < K" }
uncompilable:
  - { why: The namespace is missing., change: "using namespace nvcuda;", to: "" }
faulty:
  - { why: Fragments begin at an odd row of halves., change: "a + (size_t)row * K + k, K", to: "a + (size_t)row * K + k + 1, K" }
===*/
#include <mma.h>
using namespace nvcuda;

extern "C" __global__ void matmul_fragments(const __half* a, const __half* b, __half* c, int M, int N, int K) {
    __shared__ __align__(32) float results[{{Y}}][{{X}}][16 * 16];
    int column = (blockIdx.x * {{X}} + threadIdx.y) * 16, row = (blockIdx.y * {{Y}} + threadIdx.z) * 16;
    if (row >= M || column >= N) return;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
    wmma::fill_fragment(sum, 0.0f);
    for (int k = 0; k < K; k += 16) {
        wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> left;
        wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::row_major> right;
        wmma::load_matrix_sync(left, a + (size_t)row * K + k, K);
        wmma::load_matrix_sync(right, b + (size_t)k * N + column, N);
        wmma::mma_sync(sum, left, right, sum);
    }
    float* own = results[threadIdx.z][threadIdx.y];
    wmma::store_matrix_sync(own, sum, 16, wmma::mem_row_major);
    __syncwarp();
    for (int i = threadIdx.x; i < 256; i += 32) c[(size_t)(row + i / 16) * N + column + i % 16] = __float2half(own[i]);
}
