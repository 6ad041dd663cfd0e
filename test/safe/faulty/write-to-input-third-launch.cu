/*---
name: write_to_input_third_launch
summary: The third launch takes the input for scratch space.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  t: { type: f32, shape: [N] }
launch:
  - { kernel: scale, grid: [2], block: [32], args: [x, t] }
  - { kernel: scale, grid: [2], block: [32], args: [t, y] }
  - { kernel: scale, grid: [2], block: [32], args: [y, x] }
---*/
extern "C" __global__ void scale(const float* from, float* to) {
    int i = blockIdx.x * 32 + threadIdx.x;
    float v = from[i];
    to[i] = v * 0.5f; // expect: write-to-input x
}
