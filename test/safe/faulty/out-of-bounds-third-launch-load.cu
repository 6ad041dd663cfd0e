/*---
name: out_of_bounds_third_launch_load
summary: One kernel three times, and the third launch starts where only half of its elements are left.
dims: { N: 96 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y, 0, N] }
  - { kernel: run, grid: [1], block: [32], args: [x, y, 32, N] }
  - { kernel: run, grid: [1], block: [32], args: [x, y, 80, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int first, int N) {
    int i = first + threadIdx.x;
    float v = x[i]; // expect: out-of-bounds x
    y[min(i, N - 1)] = v;
}
