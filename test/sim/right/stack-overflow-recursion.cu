/*---
name: stack_overflow_recursion
summary: Recursions of a few levels, to a different depth in each thread.
dims: { N: 32 }
inputs:
  step: { type: i32, shape: [N], fill: { integers: [3, 8] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [step, y] }
---*/
__device__ __noinline__ int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
extern "C" __global__ void run(const int* step, int* y) { y[threadIdx.x] = fibonacci(step[threadIdx.x]); }
