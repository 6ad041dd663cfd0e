/*---
name: stack_overflow_mutual
summary: Two functions that call each other for ever.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 9] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [1], args: [x, y] }
---*/
__device__ int odd(const int* x, int n);
__device__ __noinline__ int even(const int* x, int n) { // expect: stack-overflow
    return x[n % 32] == 0 ? 1 : odd(x, n + 1) * 2 + x[n % 31]; // expect: stack-overflow
}
__device__ __noinline__ int odd(const int* x, int n) { // expect: stack-overflow
    return x[n % 32] == 0 ? 0 : even(x, n + 1) * 3 + x[n % 29]; // expect: stack-overflow
}
extern "C" __global__ void run(const int* x, int* y) { y[0] = even(x, threadIdx.x); }
