/*---
launch:
  - { kernel: argmax_naive, grid: ["ceildiv(M, {{THREADS}})"], block: [{{THREADS}}], args: [x, index, M, N] }
---*/
/*=== design
summary: A thread a row.
variants:
  - { THREADS: 32, UNROLL: 1 }
  - { THREADS: 64, UNROLL: 8 }
  - { THREADS: 128, UNROLL: 4 }
  - { THREADS: 256, UNROLL: 2 }
wrong:
  - { why: Among equal elements the last one wins., change: "row[n] > largest", to: "row[n] >= largest" }
  - { why: The index counts from the matrix's first element., change: "index[m] = best;", to: "index[m] = m * N + best;" }
uncompilable:
  - { why: A keyword that is spelt wrongly., change: "int best = 0;", to: "int best = 0; retrun;" }
faulty:
  - { why: Rows are counted to a round number., change: "if (m < M)", to: "if (m < (M + 31) / 32 * 32)" }
===*/
extern "C" __global__ void argmax_naive(const float* x, int* index, int M, int N) {
    int m = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (m < M) {
        const float* row = x + (size_t)m * N;
        float largest = row[0];
        int best = 0;
#pragma unroll {{UNROLL}}
        for (int n = 1; n < N; n++) {
            if (row[n] > largest) {
                largest = row[n];
                best = n;
            }
        }
        index[m] = best;
    }
}
