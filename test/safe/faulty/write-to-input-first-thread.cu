/*---
name: write_to_input_first_thread
summary: The first thread of all leaves a mark in the input.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(float* x, float* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    y[i] = x[i];
    if (i == 0) x[i] = 1.0f; // expect: write-to-input x
}
