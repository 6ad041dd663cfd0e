/*---
name: out_of_bounds_store_last_thread
summary: Shifts to the right, so the last thread writes behind the output.
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
    y[i + 1] = x[i]; // expect: out-of-bounds y
    if (i == 0) y[i] = 0.0f;
}
