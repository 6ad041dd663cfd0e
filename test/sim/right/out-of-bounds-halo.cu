/*---
name: out_of_bounds_halo
summary: A two-dimensional stencil with clamped indices.
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
    float sum = 0.0f;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
            sum += x[min(max(row + dy, 0), M - 1) * N + min(max(column + dx, 0), N - 1)];
    y[row * N + column] = sum / 9.0f;
}
