/*---
launch:
  - { kernel: matmul, grid: ["ceildiv(N, 16)", "ceildiv(M, 16)"], block: [16, 16], args: [a, b, c, M, N, K] }
---*/
// Multiplies and accumulates in half precision, though inputs and outputs are f32.
#include <cuda_fp16.h>

extern "C" __global__ void matmul(const float* a, const float* b, float* c, int M, int N, int K) {
    int row = blockIdx.y * 16 + threadIdx.y, column = blockIdx.x * 16 + threadIdx.x;
    if (row >= M || column >= N) return;
    __half sum = __float2half_rn(0.0f);
    for (int k = 0; k < K; k++) {
        __half left = __float2half_rn(a[(long long)row * K + k]);
        __half right = __float2half_rn(b[(long long)k * N + column]);
        sum = __hadd(sum, __hmul(left, right));
    }
    c[(long long)row * N + column] = __half2float(sum);
}
