/*---
launch:
  - { kernel: column_sum_naive, grid: ["ceildiv(N, {{THREADS}})"], block: [{{THREADS}}], args: [x, y, M, N] }
---*/
/*=== design
summary: A thread walks down its column.
variants:
  - { THREADS: 32, UNROLL: 1 }
  - { THREADS: 64, UNROLL: 4 }
  - { THREADS: 128, UNROLL: 16 }
  - { THREADS: 256, UNROLL: 8 }
wrong:
  - { why: The last row is left out., change: "row < M; row++", to: "row < M - 1; row++" }
  - { why: A mean in place of a sum., change: "= sum;", to: "= sum / M;" }
uncompilable:
  - { why: The result's type is that of a pointer., change: "= sum;", to: "= &sum;" }
faulty:
  - { why: Rows are as long as the matrix is high., change: "(size_t)row * N", to: "(size_t)row * M * 2" }
===*/
extern "C" __global__ void column_sum_naive(const float* x, float* y, int M, int N) {
    int column = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (column >= N) return;
    float sum = 0.0f;
#pragma unroll {{UNROLL}}
    for (int row = 0; row < M; row++) sum += x[(size_t)row * N + column];
    y[column] = sum;
}
