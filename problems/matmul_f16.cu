/*---
name: matmul_f16
summary: >-
  Matrix product of half-precision matrices, c = a b with a of M x K, b of K x N and c of M x N, all row-major and f16.
  Products are accumulated in f32 and rounded to f16 once, at the end; accumulating in f16 misses the tolerance. Every
  size is any positive number: when K or N is odd, rows do not start on 4-byte boundaries.
dims: { M: 4096, N: 4096, K: 4096 }
cases:
  small: { M: 37, N: 53, K: 61 }
  aligned: { M: 72, N: 88, K: 56 }
limits: { M: any, N: any, K: any }
inputs:
  a: { type: f16, shape: [M, K], fill: { normal: [0, 1] } }
  b: { type: f16, shape: [K, N], fill: { normal: [0, 1] } }
outputs:
  c: { type: f16, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [32, 32], args: [a, b, c, M, N, K] }
# At least half: five levels of Strassen's algorithm, which saves an eighth at each, come to that.
work: { operations: "2 * M * N * K", leastOperations: "M * N * K", unit: f16 }
---*/
#include <cuda_fp16.h>

extern "C" __global__ void reference(const __half* a, const __half* b, __half* c, int M, int N, int K) {
    __shared__ float tile_a[32][32];
    __shared__ float tile_b[32][32];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * 32 + ty;
    int column = blockIdx.x * 32 + tx;

    float sum = 0.0f;
    for (int k = 0; k < K; k += 32) {
        tile_a[ty][tx] = row < M && k + tx < K ? __half2float(a[(long long)row * K + k + tx]) : 0.0f;
        tile_b[ty][tx] = k + ty < K && column < N ? __half2float(b[(long long)(k + ty) * N + column]) : 0.0f;
        __syncthreads();
        for (int i = 0; i < 32; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    if (row < M && column < N) c[(long long)row * N + column] = __float2half_rn(sum);
}
