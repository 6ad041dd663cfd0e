/*---
name: out_of_bounds_store_first_thread
summary: Shifts to the left, so the first thread writes before the output.
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
    y[i - 1] = x[i]; // expect: out-of-bounds y
    if (i == 95) y[i] = 0.0f;
}
