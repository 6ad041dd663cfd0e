/*---
launch:
  - { kernel: cross_entropy_naive, grid: ["ceildiv(M, {{THREADS}})"], block: [{{THREADS}}], args: [x, label, loss, M, N] }
---*/
/*=== design
summary: A thread a row, two passes.
variants:
  - { THREADS: 32, UNROLL: 1 }
  - { THREADS: 64, UNROLL: 4 }
  - { THREADS: 128, UNROLL: 2 }
  - { THREADS: 16, UNROLL: 8 }
wrong:
  - { why: The largest is not added again., change: "logf(sum) + largest - row[label[m]]", to: "logf(sum) - row[label[m]]" }
  - { why: The label is that of the first row., change: "row[label[m]]", to: "row[label[0]]" }
uncompilable:
  - { why: A label is a number and no pointer., change: "row[label[m]]", to: "row[*label[m]]" }
  - { why: A variable that is declared after its use., change: "float largest = row[0];", to: "float first = largest; float largest = row[0];" }
faulty:
  - { why: A row too many., change: "if (m >= M) return;", to: "if (m > M) return;" }
===*/
extern "C" __global__ void cross_entropy_naive(const float* x, const int* label, float* loss, int M, int N) {
    int m = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (m >= M) return;
    const float* row = x + (size_t)m * N;
    float largest = row[0];
#pragma unroll {{UNROLL}}
    for (int n = 1; n < N; n++) largest = fmaxf(largest, row[n]);
    float sum = 0.0f;
#pragma unroll {{UNROLL}}
    for (int n = 0; n < N; n++) sum += expf(row[n] - largest);
    loss[m] = logf(sum) + largest - row[label[m]];
}
