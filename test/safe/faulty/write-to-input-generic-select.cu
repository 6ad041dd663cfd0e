/*---
name: write_to_input_generic_select
summary: A pointer to shared memory or, for the last thread, to an input.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(float* x, float* y) {
    __shared__ float s[64];
    int t = threadIdx.x;
    float v = x[t];
    float* to = t < 63 ? s : x;
    to[t] = v + 1.0f; // expect: write-to-input x
    y[t] = t < 63 ? s[t] : v;
}
