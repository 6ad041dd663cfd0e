/*---
name: out_of_bounds_load_first_thread
summary: The first thread of the first block reads the element before the input.
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
    float left = x[i - 1]; // expect: out-of-bounds x
    y[i] = left;
}
