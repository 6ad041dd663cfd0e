/*---
launch:
  - { kernel: row_sum_naive, grid: ["ceildiv(M, {{THREADS}})"], block: [{{THREADS}}], args: [x, y, M, N] }
---*/
/*=== design
summary: A thread a row, as one writes it first.
variants:
  - { THREADS: 32, UNROLL: 1 }
  - { THREADS: 64, UNROLL: 4 }
  - { THREADS: 128, UNROLL: 8 }
  - { THREADS: 256, UNROLL: 2 }
wrong:
  - { why: The first element counts twice., change: "float sum = 0.0f;", to: "float sum = row[0];" }
uncompilable:
  - { why: A pointer to constants is written through., change: "y[m] = sum;", to: "row[m] = sum;" }
faulty:
  - { why: There is no bound for rows., change: "if (m >= M) return;", to: "" }
===*/
extern "C" __global__ void row_sum_naive(const float* x, float* y, int M, int N) {
    int m = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (m >= M) return;
    const float* row = x + (size_t)m * N;
    float sum = 0.0f;
#pragma unroll {{UNROLL}}
    for (int n = 0; n < N; n++) sum += row[n];
    y[m] = sum;
}
