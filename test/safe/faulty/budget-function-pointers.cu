/*---
name: budget_function_pointers
summary: Two functions behind pointers hand on to each other's loop condition without end.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 3] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
typedef int (*Step)(int);
__device__ __noinline__ int up(int v) { return v + 1; }
__device__ __noinline__ int down(int v) { return v - 1; }
extern "C" __global__ void run(const int* x, int* y) {
    const Step steps[2] = {up, down};
    int t = threadIdx.x, v = 2 * x[t];
    for (int k = 0; v != 0; k++) v = steps[(k + x[t]) % 2](v); // expect: budget
    y[t] = v;
}
