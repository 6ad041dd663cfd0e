/*---
name: gemm_f16
summary: >-
  c = a b^T with a of M x K and b of N x K in half precision and c of M x N in single; M and N are multiples of 128, K
  of 64.
dims: { M: 4096, N: 4096, K: 4096 }
cases:
  small: { M: 128, N: 256, K: 128 }
inputs:
  a: { type: f16, shape: [M, K] }
  b: { type: f16, shape: [N, K] }
outputs:
  c: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["N / 32", "M / 32"], block: [32, 32], args: [a, b, c, N, K] }
work: { operations: "2 * M * N * K", unit: f16 }
# Tensor cores cut products after fewer bits than f32 has.
tolerance: { relative: 1.0e-3, absolute: 1.0e-3 }
---*/
#include <cuda_fp16.h>
extern "C" __global__ void reference(const __half* a, const __half* b, float* c, int N, int K) {
    __shared__ double tile_a[32][32], tile_b[32][33];
    int tx = threadIdx.x, ty = threadIdx.y;
    size_t row = blockIdx.y * 32 + ty, column = blockIdx.x * 32 + tx;
    double sum = 0.0;
    for (int k = 0; k < K; k += 32) {
        tile_a[ty][tx] = __half2float(a[row * K + k + tx]);
        tile_b[ty][tx] = __half2float(b[(size_t)(blockIdx.x * 32 + ty) * K + k + tx]);
        __syncthreads();
        for (int i = 0; i < 32; i++) sum += tile_a[ty][i] * tile_b[tx][i];
        __syncthreads();
    }
    c[row * N + column] = (float)sum;
}
