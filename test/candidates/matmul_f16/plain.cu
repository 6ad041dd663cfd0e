/*---
launch:
  - { kernel: matmul, grid: ["ceildiv(N, 16)", "ceildiv(M, 16)"], block: [16, 16], args: [a, b, c, M, N, K] }
---*/
#include <cuda_fp16.h>

extern "C" __global__ void matmul(const __half* a, const __half* b, __half* c, int M, int N, int K) {
    int row = blockIdx.y * 16 + threadIdx.y;
    int column = blockIdx.x * 16 + threadIdx.x;
    if (row >= M || column >= N) return;
    float sum = 0.0f;
    for (int k = 0; k < K; k++)
        sum += __half2float(a[(long long)row * K + k]) * __half2float(b[(long long)k * N + column]);
    c[(long long)row * N + column] = __float2half_rn(sum);
}
