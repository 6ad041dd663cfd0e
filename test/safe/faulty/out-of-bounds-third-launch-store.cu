/*---
name: out_of_bounds_third_launch_store
summary: Three kernels, and the third writes a workspace of half the size with all threads.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  half: { type: f32, shape: ["N / 2"] }
launch:
  - { kernel: copy, grid: [1], block: [N], args: [x, y] }
  - { kernel: copy, grid: [1], block: ["N / 2"], args: [x, half] }
  - { kernel: twice, grid: [2], block: ["N / 2"], args: [y, half] }
---*/
extern "C" __global__ void copy(const float* from, float* to) { to[threadIdx.x] = from[threadIdx.x]; }
extern "C" __global__ void twice(const float* y, float* half) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    half[i] = 2.0f * y[i]; // expect: out-of-bounds half
}
