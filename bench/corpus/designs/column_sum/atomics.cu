/*---
launch:
  - { kernel: column_sum_zero, grid: ["ceildiv(N, 256)"], block: [256], args: [y, N] }
  - { kernel: column_sum_add, grid: ["ceildiv(N, {{THREADS}})", "ceildiv(M, {{ROWS}})"], block: [{{THREADS}}], args: [x, y, M, N] }
---*/
/*=== design
summary: Strips of rows, whose sums are added by atomics.
variants:
  - { THREADS: 64, ROWS: 32 }
  - { THREADS: 128, ROWS: 64 }
  - { THREADS: 256, ROWS: 128 }
  - { THREADS: 32, ROWS: 100 }
wrong:
  - { why: Strips overlap by a row., change: "min(M, first + {{ROWS}})", to: "min(M, first + {{ROWS}} + 1)" }
  - { why: Strips overwrite one another., change: "atomicAdd(y + column, sum);", to: "if (blockIdx.y == 0) y[column] = sum;" }
faulty:
  - { why: The last strip goes on past the matrix., change: "min(M, first + {{ROWS}})", to: "first + {{ROWS}}" }
===*/
extern "C" __global__ void column_sum_zero(float* y, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) y[i] = 0.0f;
}

extern "C" __global__ void column_sum_add(const float* __restrict__ x, float* __restrict__ y, int M, int N) {
    int column = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (column >= N) return;
    int first = blockIdx.y * {{ROWS}}, end = min(M, first + {{ROWS}});
    float sum = 0.0f;
    for (int row = first; row < end; row++) sum += __ldg(x + (size_t)row * N + column);
    atomicAdd(y + column, sum);
}
