/*---
name: write_to_input_in_place
summary: Works in place on its input.
dims: { N: 100 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(float* x, float* y) {
    int t = threadIdx.x;
    float v = 2.0f * x[t];
    y[t] = v;
    x[t] = v; // expect: write-to-input x
}
