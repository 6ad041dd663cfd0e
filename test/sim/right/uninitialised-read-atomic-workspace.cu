/*---
name: uninitialised_read_atomic_workspace
summary: Atomic sums in a workspace that the launch before has set to zero.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [1] }
workspace:
  sum: { type: i32, shape: [2] }
launch:
  - { kernel: zero, grid: [1], block: [2], args: [sum] }
  - { kernel: run, grid: [2], block: [32], args: [x, sum] }
  - { kernel: copy, grid: [1], block: [1], args: [sum, y] }
---*/
extern "C" __global__ void zero(int* sum) { sum[threadIdx.x] = 0; }
extern "C" __global__ void run(const int* x, int* sum) {
    int v = x[blockIdx.x * 32 + threadIdx.x];
    atomicAdd(sum, v);
}
extern "C" __global__ void copy(const int* sum, int* y) { y[0] = sum[0]; }
