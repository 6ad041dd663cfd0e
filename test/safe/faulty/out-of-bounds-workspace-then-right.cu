/*---
name: out_of_bounds_workspace_then_right
summary: A workspace that ends a row early, read by the last block after all others were right.
dims: { M: 8, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, N] }
workspace:
  rows: { type: f32, shape: ["M - 1", N], fill: { constant: 1 } }
launch:
  - { kernel: run, grid: [M], block: [N], args: [x, rows, y, N] }
---*/
extern "C" __global__ void run(const float* x, const float* rows, float* y, int N) {
    int i = blockIdx.x * N + threadIdx.x;
    float scale = rows[i]; // expect: out-of-bounds rows
    y[i] = x[i] * scale;
}
