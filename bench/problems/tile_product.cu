/*---
name: tile_product
summary: >-
  Matrix product c = a b with a of M x K and b of K x N in f16 and c in f32, all row-major. M and K are multiples of 16,
  N is one of 64: whole tiles of the tensor cores.
dims: { M: 512, N: 512, K: 512 }
cases:
  small: { M: 32, N: 64, K: 48 }
inputs:
  a: { type: f16, shape: [M, K], fill: { normal: [0, 1] } }
  b: { type: f16, shape: [K, N], fill: { normal: [0, 1] } }
outputs:
  c: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 32)", "ceildiv(M, 8)"], block: [32, 8], args: [a, b, c, M, N, K] }
work: { operations: "2 * M * N * K", leastOperations: "M * N * K", unit: f16 }
# Tensor cores cut products after fewer bits than f32 has.
tolerance: { relative: 1.0e-3, absolute: 1.0e-3 }
---*/
#include <cuda_fp16.h>

extern "C" __global__ void reference(const __half* a, const __half* b, float* c, int M, int N, int K) {
    int row = blockIdx.y * blockDim.y + threadIdx.y;
    int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= M || column >= N) return;
    double sum = 0;
    for (int k = 0; k < K; k++)
        sum += (double)__half2float(a[row * K + k]) * (double)__half2float(b[k * N + column]);
    c[row * N + column] = (float)sum;
}
