/*---
name: uninitialised_read_atomic_workspace
summary: Atomic sums in a workspace without a fill.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [1] }
workspace:
  sum: { type: i32, shape: [1] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, sum] }
  - { kernel: copy, grid: [1], block: [1], args: [sum, y] }
---*/
extern "C" __global__ void run(const int* x, int* sum) {
    int v = x[threadIdx.x];
    atomicAdd(sum, v); // expect: uninitialised-read sum
}
extern "C" __global__ void copy(const int* sum, int* y) { y[0] = sum[0]; }
