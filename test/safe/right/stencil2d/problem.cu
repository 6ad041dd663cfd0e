/*---
name: stencil2d
summary: Five points of a two-dimensional grid, with zeros outside.
dims: { H: 8192, W: 8192 }
cases:
  small: { H: 45, W: 70 }
inputs:
  x: { type: f32, shape: [H, W] }
outputs:
  y: { type: f32, shape: [H, W] }
launch:
  - { kernel: reference, grid: ["ceildiv(W, 256)", H], block: [256], args: [x, y, H, W] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int H, int W) {
    int j = blockIdx.x * 256 + threadIdx.x, i = blockIdx.y;
    if (j >= W) return;
    double sum = 0.5 * x[i * W + j];
    if (i > 0) sum += 0.125 * x[(i - 1) * W + j];
    if (i < H - 1) sum += 0.125 * x[(i + 1) * W + j];
    if (j > 0) sum += 0.125 * x[i * W + j - 1];
    if (j < W - 1) sum += 0.125 * x[i * W + j + 1];
    y[i * W + j] = (float)sum;
}
