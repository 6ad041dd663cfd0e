/*---
name: stencil3d
summary: Seven points of a three-dimensional grid; its surface is copied.
dims: { D: 384, H: 384, W: 384 }
cases:
  small: { D: 11, H: 13, W: 37 }
inputs:
  x: { type: f32, shape: [D, H, W] }
outputs:
  y: { type: f32, shape: [D, H, W] }
launch:
  - { kernel: reference, grid: ["ceildiv(W, 32)", H, D], block: [32], args: [x, y, D, H, W] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int D, int H, int W) {
    int k = blockIdx.x * 32 + threadIdx.x, j = blockIdx.y, i = blockIdx.z;
    if (k >= W) return;
    int at = (i * H + j) * W + k;
    bool surface = i == 0 || i == D - 1 || j == 0 || j == H - 1 || k == 0 || k == W - 1;
    double around = surface ? 0.0
                            : (double)x[at - 1] + x[at + 1] + x[at - W] + x[at + W] + x[at - H * W] + x[at + H * W];
    y[at] = surface ? x[at] : (float)(0.4 * x[at] + 0.1 * around);
}
