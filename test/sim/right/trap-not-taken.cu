/*---
name: trap_not_taken
summary: Would give up when an element is negative, as none is.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N], fill: { uniform: [0, 1] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    if (x[t] < 0.0f) __trap();
    y[t] = x[t];
}
