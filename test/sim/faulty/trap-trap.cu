/*---
name: trap_trap
summary: Gives up when an element is negative, as one is.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N], fill: { constant: -1 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    if (x[t] < 0.0f && t == 9) {
        __trap(); // expect: trap
    }
    y[t] = x[t];
}
