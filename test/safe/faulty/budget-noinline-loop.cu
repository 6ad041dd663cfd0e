/*---
name: budget_noinline_loop
summary: A search in a function that is not inlined, which never moves on for the last thread.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { constant: 3 } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, N] }
---*/
__device__ __noinline__ int find(const int* x, int step, int N, int value) {
    int k = 0;
    while (k < N && x[k] != value) k += step; // expect: budget
    return k;
}
extern "C" __global__ void run(const int* x, int* y, int N) {
    int t = threadIdx.x;
    y[t] = find(x, 31 - t, N, 4);
}
