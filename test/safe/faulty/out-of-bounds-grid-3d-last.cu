/*---
name: out_of_bounds_grid_3d_last
summary: A grid and blocks of three dimensions, and only the very last thread is outside.
dims: { X: 8, Y: 6, Z: 4 }
inputs:
  x: { type: f32, shape: ["X * Y * Z - 1"] }
outputs:
  y: { type: f32, shape: [Z, Y, X] }
launch:
  - { kernel: run, grid: [2, 3, 2], block: [4, 2, 2], args: [x, y, X, Y] }
---*/
extern "C" __global__ void run(const float* x, float* y, int X, int Y) {
    int i = blockIdx.x * 4 + threadIdx.x, j = blockIdx.y * 2 + threadIdx.y, k = blockIdx.z * 2 + threadIdx.z;
    int at = (k * Y + j) * X + i;
    float v = x[at]; // expect: out-of-bounds x
    y[at] = v;
}
