/*---
name: stack_overflow_function_pointers
summary: Functions called through a table, a different one in each lane.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 3] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
typedef int (*Step)(int);
__device__ __noinline__ int twice(int v) { return 2 * v; }
__device__ __noinline__ int square(int v) { return v * v; }
__device__ __noinline__ int negate(int v) { return -v; }
__device__ __noinline__ int keep(int v) { return v; }
extern "C" __global__ void run(const int* x, int* y) {
    const Step steps[4] = {twice, square, negate, keep};
    int t = threadIdx.x;
    y[t] = steps[x[t]](t) + steps[x[63 - t]](x[t]);
}
