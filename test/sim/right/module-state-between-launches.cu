/*---
name: module_state_between_launches
summary: A variable of the module that one launch writes and the next reads.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: store, grid: [1], block: [N], args: [x] }
  - { kernel: load, grid: [1], block: [N], args: [y] }
---*/
__device__ float kept[32];
extern "C" __global__ void store(const float* x) { kept[31 - threadIdx.x] = x[threadIdx.x]; }
extern "C" __global__ void load(float* y) { y[threadIdx.x] = kept[threadIdx.x]; }
