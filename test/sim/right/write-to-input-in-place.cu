/*---
name: write_to_input_in_place
summary: Works in place on its output, once every element is written.
dims: { N: 100 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    y[t] = 2.0f * x[t];
    for (int k = 0; k < 3; k++) y[t] = y[t] * y[t] - 1.0f;
}
