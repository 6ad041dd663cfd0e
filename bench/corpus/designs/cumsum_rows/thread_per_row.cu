/*---
launch:
  - { kernel: cumsum_naive, grid: ["ceildiv(M, {{THREADS}})"], block: [{{THREADS}}], args: [x, y, M, N] }
---*/
/*=== design
summary: A thread a row.
variants:
  - { THREADS: 32, UNROLL: 4 }
  - { THREADS: 64, UNROLL: 8 }
  - { THREADS: 16, UNROLL: 16 }
  - { THREADS: 128, UNROLL: 2 }
wrong:
  - { why: The sum leaves its own element out., change: "sum += x[at + n];\n        y[at + n] = sum;", to: "y[at + n] = sum;\n        sum += x[at + n];" }
  - { why: A row goes on from the one before., change: "float sum = 0.0f;", to: "float sum = m > 0 ? x[at - 1] : 0.0f;" }
uncompilable:
  - { why: A counter that the loop does not declare., change: "for (int n = 0; n < N; n++)", to: "for (n = 0; n < N; n++)" }
faulty:
  - { why: It works in place., change: "y[at + n] = sum;", to: "((float*)x)[at + n] = sum;" }
===*/
extern "C" __global__ void cumsum_naive(const float* x, float* y, int M, int N) {
    int m = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (m >= M) return;
    size_t at = (size_t)m * N;
    float sum = 0.0f;
#pragma unroll {{UNROLL}}
    for (int n = 0; n < N; n++) {
        sum += x[at + n];
        y[at + n] = sum;
    }
}
