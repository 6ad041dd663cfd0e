/*---
name: uninitialised_read_between_launches
summary: The first launch fills half of the workspace and the second reads all of it.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  half: { type: f32, shape: [N] }
launch:
  - { kernel: fill, grid: [1], block: [32], args: [x, half] }
  - { kernel: take, grid: [1], block: [N], args: [half, y] }
---*/
extern "C" __global__ void fill(const float* x, float* half) { half[threadIdx.x] = x[threadIdx.x]; }
extern "C" __global__ void take(const float* half, float* y) {
    int t = threadIdx.x;
    y[t] = half[t]; // expect: uninitialised-read half
}
