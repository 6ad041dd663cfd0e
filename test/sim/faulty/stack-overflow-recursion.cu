/*---
name: stack_overflow_recursion
summary: A recursion whose step comes from the data and is zero.
dims: { N: 32 }
inputs:
  step: { type: i32, shape: [1], fill: { constant: 0 } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [step, y] }
---*/
__device__ __noinline__ int depth(const int* step, int n) { // expect: stack-overflow
    if (n <= 0) return 0;
    return depth(step, n - step[0]) * 3 + n % 5; // expect: stack-overflow
}
extern "C" __global__ void run(const int* step, int* y) { y[threadIdx.x] = depth(step, threadIdx.x + 1); }
