/*---
name: matmul_wmma
summary: >-
  Matrix product of half-precision matrices, c = a b with a of M x K, b of K x N and c of M x N, all row-major and f16.
  Products are accumulated in f32 and rounded to f16 once. Every size is any positive number.
dims: { M: 1008, N: 1040, K: 976 }
cases:
  small: { M: 37, N: 53, K: 61 }
  aligned: { M: 48, N: 80, K: 112 }
limits: { M: any, N: any, K: any }
inputs:
  a: { type: f16, shape: [M, K], fill: { normal: [0, 1] } }
  b: { type: f16, shape: [K, N], fill: { normal: [0, 1] } }
outputs:
  c: { type: f16, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [32, 32], args: [a, b, c, M, N, K] }
---*/
#include <cuda_fp16.h>

extern "C" __global__ void reference(const __half* a, const __half* b, __half* c, int M, int N, int K) {
    __shared__ float tile_a[32][32], tile_b[32][32];
    int tx = threadIdx.x, ty = threadIdx.y, row = blockIdx.y * 32 + ty, column = blockIdx.x * 32 + tx;
    float sum = 0.0f;
    for (int k = 0; k < K; k += 32) {
        tile_a[ty][tx] = row < M && k + tx < K ? __half2float(a[(size_t)row * K + k + tx]) : 0.0f;
        tile_b[ty][tx] = k + ty < K && column < N ? __half2float(b[(size_t)(k + ty) * N + column]) : 0.0f;
        __syncthreads();
        for (int i = 0; i < 32; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    if (row < M && column < N) c[(size_t)row * N + column] = __float2half_rn(sum);
}
