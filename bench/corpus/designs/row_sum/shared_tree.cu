/*---
launch:
  - { kernel: row_sum_tree, grid: [M], block: [{{THREADS}}], shared: "4 * {{THREADS}}", args: [x, y, N] }
---*/
/*=== design
summary: A block a row, and a tree in dynamic shared memory.
variants:
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 512 }
  - { THREADS: 64 }
wrong:
  - { why: The tree begins at a quarter., change: "half = {{THREADS}} / 2", to: "half = {{THREADS}} / 4" }
  - { why: A thread's first element is skipped., change: "int n = t; n < N", to: "int n = t + {{THREADS}}; n < N" }
uncompilable:
  - { why: A barrier that is spelt wrongly., change: "partial[t] = sum;\n    __syncthreads();", to: "partial[t] = sum;\n    __syncthread();" }
faulty:
  - { why: The tree reaches behind the shared memory., change: "if (t < half)", to: "if (t <= {{THREADS}} - half)" }
===*/
extern "C" __global__ void row_sum_tree(const float* x, float* y, int N) {
    extern __shared__ float partial[];
    int t = threadIdx.x;
    const float* row = x + (size_t)blockIdx.x * N;
    float sum = 0.0f;
    for (int n = t; n < N; n += {{THREADS}}) sum += row[n];
    partial[t] = sum;
    __syncthreads();
    for (int half = {{THREADS}} / 2; half > 0; half /= 2) {
        if (t < half) partial[t] += partial[t + half];
        __syncthreads();
    }
    if (t == 0) y[blockIdx.x] = partial[0];
}
