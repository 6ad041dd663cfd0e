/*---
name: uninitialised_read_workspace
summary: Sums a workspace that has no fill.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  partial: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, partial, y] }
---*/
extern "C" __global__ void run(const float* x, const float* partial, float* y) {
    int t = threadIdx.x;
    float old = partial[t]; // expect: uninitialised-read partial
    y[t] = old + x[t];
}
