/*---
name: out_of_bounds_halo
summary: A two-dimensional stencil that guards its columns and forgets the last row.
dims: { M: 16, N: 16 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, N] }
launch:
  - { kernel: run, grid: [1], block: [N, M], args: [x, y, M, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int M, int N) {
    int column = threadIdx.x, row = threadIdx.y;
    float right = column + 1 < N ? x[row * N + column + 1] : 0.0f;
    float below = x[(row + 1) * N + column]; // expect: out-of-bounds x
    y[row * N + column] = right + below;
}
