/*---
name: uninitialised_read_workspace
summary: Sums a workspace that has a fill.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  partial: { type: f32, shape: [N], fill: { uniform: [0, 1] } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, partial, y] }
---*/
extern "C" __global__ void run(const float* x, const float* partial, float* y) {
    int t = threadIdx.x;
    float old = partial[t];
    y[t] = old + x[t];
}
