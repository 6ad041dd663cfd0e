/*---
launch:
  - { kernel: transpose_naive, grid: ["ceildiv(N, {{X}})", "ceildiv(M, {{Y}})"], block: [{{X}}, {{Y}}], args: [x, y, M, N] }
---*/
/*=== design
summary: A thread an element, which reads along rows.
variants:
  - { X: 32, Y: 8 }
  - { X: 16, Y: 16 }
  - { X: 8, Y: 32 }
  - { X: 64, Y: 4 }
wrong:
  - { why: The strides are swapped., change: "(size_t)n * M + m", to: "(size_t)m * N + n" }
uncompilable:
  - { why: A word of another language., change: "if (m < M && n < N)", to: "if (m < M and_then n < N)" }
faulty:
  - { why: One of the two bounds is missing., change: "if (m < M && n < N)", to: "if (n < N)" }
===*/
extern "C" __global__ void transpose_naive(const float* x, float* y, int M, int N) {
    int n = blockIdx.x * {{X}} + threadIdx.x;
    int m = blockIdx.y * {{Y}} + threadIdx.y;
    if (m < M && n < N) y[(size_t)n * M + m] = x[(size_t)m * N + n];
}
