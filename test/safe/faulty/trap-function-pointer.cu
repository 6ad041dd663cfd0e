/*---
name: trap_function_pointer
summary: Behind a table of functions, the one for unknown cases traps.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 1] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
typedef int (*Step)(int);
__device__ __noinline__ int twice(int v) { return 2 * v; }
__device__ __noinline__ int negate(int v) { return -v; }
__device__ __noinline__ int unknown(int v) {
    if (v > 0) __trap(); // expect: trap
    return v;
}
extern "C" __global__ void run(const int* x, int* y) {
    const Step steps[3] = {twice, negate, unknown};
    int t = threadIdx.x;
    y[t] = steps[t == 31 ? 2 : x[t]](t);
}
