/*---
name: stack_overflow_third_launch
summary: A recursion whose depth is the third launch's argument.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 1] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 2] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 50000000] }
---*/
__device__ __noinline__ int depth(int n, const int* x) {
    int frame[16];
    for (int k = 0; k < 16; k++) frame[k] = x[(n + k) % 32];
    int below = n == 0 ? 0 : depth(n - 1, x); // expect: stack-overflow
    return frame[below % 16] + below;
}
extern "C" __global__ void run(const int* x, int* y, int n) { y[threadIdx.x] = depth(n, x); }
