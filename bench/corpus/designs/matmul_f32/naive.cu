/*---
launch:
  - { kernel: matmul_naive, grid: ["ceildiv(N, {{X}})", "ceildiv(M, {{Y}})"], block: [{{X}}, {{Y}}], args: [a, b, c, M, N, K] }
---*/
/*=== design
summary: A thread for each element of the result.
variants:
  - { X: 16, Y: 16, UNROLL: 1 }
  - { X: 32, Y: 8, UNROLL: 4 }
  - { X: 64, Y: 4, UNROLL: 8 }
  - { X: 8, Y: 32, UNROLL: 2 }
wrong:
  - { why: The right matrix is read along the wrong dimension., change: "b[(size_t)k * N + column]", to: "b[((size_t)column * K + k) % ((size_t)K * N)]" }
  - { why: The last product is missing., change: "k < K; k++", to: "k < K - 1; k++" }
uncompilable:
  - { why: A pointer is indexed twice., change: "a[(size_t)row * K + k]", to: "a[row][k]" }
faulty:
  - { why: The bounds are joined by the wrong word., change: "row >= M || column >= N", to: "row >= M && column >= N" }
===*/
extern "C" __global__ void matmul_naive(const float* a, const float* b, float* c, int M, int N, int K) {
    int column = blockIdx.x * {{X}} + threadIdx.x;
    int row = blockIdx.y * {{Y}} + threadIdx.y;
    if (row >= M || column >= N) return;
    float sum = 0.0f;
#pragma unroll {{UNROLL}}
    for (int k = 0; k < K; k++) sum += a[(size_t)row * K + k] * b[(size_t)k * N + column];
    c[(size_t)row * N + column] = sum;
}
