/*---
name: out_of_bounds_load_last_thread
summary: The last thread of the last block reads the element behind the input.
dims: { N: 96 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [3], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    float right = x[i + 1]; // expect: out-of-bounds x
    y[i] = right;
}
