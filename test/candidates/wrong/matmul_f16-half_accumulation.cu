/*---
launch:
  - { kernel: matmul, grid: ["ceildiv(N, 16)", "ceildiv(M, 16)"], block: [16, 16], args: [a, b, c, M, N, K] }
---*/
// Accumulates in half precision: 4096 roundings instead of one. A short K hides most of it.
#include <cuda_fp16.h>

extern "C" __global__ void matmul(const __half* a, const __half* b, __half* c, int M, int N, int K) {
    int row = blockIdx.y * 16 + threadIdx.y, column = blockIdx.x * 16 + threadIdx.x;
    if (row >= M || column >= N) return;
    __half sum = __float2half_rn(0.0f);
    for (int k = 0; k < K; k++)
        sum = __hadd(sum, __hmul(a[(long long)row * K + k], b[(long long)k * N + column]));
    c[(long long)row * N + column] = sum;
}
