/*---
launch:
  - { kernel: swiglu_plain, grid: ["ceildiv(N, {{THREADS}})"], block: [{{THREADS}}], args: [a, b, y, N] }
---*/
/*=== design
summary: A thread for each element.
variants:
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 512 }
  - { THREADS: 1024 }
wrong:
  - { why: The exponential has the wrong sign., change: "expf(-gate)", to: "expf(gate)" }
  - { why: The gate is only its sigmoid., change: "gate / (1.0f", to: "1.0f / (1.0f" }
uncompilable:
  - { why: A function of another library., change: "expf(-gate)", to: "torch::exp(-gate)" }
faulty:
  - { why: A bound that is one too high and rounded up., change: "if (i < N)", to: "if (i <= N)" }
===*/
extern "C" __global__ void swiglu_plain(const float* a, const float* b, float* y, int N) {
    int i = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (i < N) {
        float gate = a[i];
        y[i] = gate / (1.0f + expf(-gate)) * b[i];
    }
}
