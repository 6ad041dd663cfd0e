/*---
name: out_of_bounds_first_launch_of_three
summary: The first of three launches reads too far; what follows is never run.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  t: { type: f32, shape: [N] }
launch:
  - { kernel: sums, grid: [1], block: [N], args: [x, t] }
  - { kernel: copy, grid: [1], block: [N], args: [t, y] }
  - { kernel: scale, grid: [1], block: [N], args: [y] }
---*/
extern "C" __global__ void sums(const float* x, float* t) {
    int i = threadIdx.x;
    float sum = 0.0f;
    for (int k = 0; k < 3; k++) sum += x[i + k]; // expect: out-of-bounds x
    t[i] = sum;
}
extern "C" __global__ void copy(const float* from, float* to) { to[threadIdx.x] = from[threadIdx.x]; }
extern "C" __global__ void scale(float* y) { y[threadIdx.x] *= 2.0f; }
