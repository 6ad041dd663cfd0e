/*---
name: stack_overflow_last_thread
summary: Only the last thread's recursion has no end.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 2] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
__device__ __noinline__ int walk(const int* x, int n) {
    volatile int own = x[n & 63];
    if (n == 0) return own;
    return walk(x, n > 0 ? n - 1 : n - 2) + own; // expect: stack-overflow
}
extern "C" __global__ void run(const int* x, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    y[i] = walk(x, i == 63 ? -64 : x[i]);
}
