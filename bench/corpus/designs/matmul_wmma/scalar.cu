/*---
launch:
  - { kernel: matmul_half_naive, grid: ["ceildiv(N, {{X}})", "ceildiv(M, {{Y}})"], block: [{{X}}, {{Y}}], args: [a, b, c, M, N, K] }
---*/
/*=== design
summary: No tensor cores; a thread for each element.
variants:
  - { X: 16, Y: 16, UNROLL: 2 }
  - { X: 32, Y: 4, UNROLL: 4 }
  - { X: 128, Y: 1, UNROLL: 8 }
  - { X: 64, Y: 4, UNROLL: 1 }
wrong:
  - { why: Sums are kept in half precision., change: "sum += __half2float(a[(size_t)row * K + k])", to: "sum = __half2float(__float2half(sum)) + __half2float(a[(size_t)row * K + k])" }
  - { why: The left matrix is taken for a square one., change: "(size_t)row * K + k", to: "(size_t)row * (K - 1) + k", variant: 1 }
uncompilable:
  - { why: The header for half precision is missing., change: "#include <cuda_fp16.h>", to: "#include <cuda_runtime_half.h>" }
faulty:
  - { why: There is no bound for columns., change: "if (row >= M || column >= N) return;", to: "if (row >= M) return;", variant: 2 }
===*/
#include <cuda_fp16.h>

extern "C" __global__ void matmul_half_naive(const __half* a, const __half* b, __half* c, int M, int N, int K) {
    int column = blockIdx.x * {{X}} + threadIdx.x;
    int row = blockIdx.y * {{Y}} + threadIdx.y;
    if (row >= M || column >= N) return;
    float sum = 0.0f;
#pragma unroll {{UNROLL}}
    for (int k = 0; k < K; k++) {
        sum += __half2float(a[(size_t)row * K + k]) * __half2float(b[(size_t)k * N + column]);
    }
    c[(size_t)row * N + column] = __float2half_rn(sum);
}
