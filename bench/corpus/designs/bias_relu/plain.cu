/*---
launch:
  - { kernel: bias_relu_plain, grid: ["ceildiv(M * N, {{THREADS}})"], block: [{{THREADS}}], args: [x, bias, y, M, N] }
---*/
/*=== design
summary: A thread for each element.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 1024 }
wrong:
  - { why: The bias is taken by row., change: "int column = i % N;", to: "int column = i / N % N;" }
  - { why: The unit comes before the bias., change: "fmaxf(x[i] + bias[column], 0.0f)", to: "fmaxf(x[i], 0.0f) + bias[column]" }
uncompilable:
  - { why: A name that nobody declared., change: "y[i] =", to: "y[idx] =" }
  - { why: A missing semicolon., change: "int column = i % N;", to: "int column = i % N" }
faulty:
  - { why: The last block runs past the end., change: "if (i >= M * N) return;", to: "" }
===*/
extern "C" __global__ void bias_relu_plain(const float* x, const float* bias, float* y, int M, int N) {
    int i = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (i >= M * N) return;
    int column = i % N;
    y[i] = fmaxf(x[i] + bias[column], 0.0f);
}
