/*---
name: write_to_input_second_launch
summary: The second launch of the plan overwrites what the first one read.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: first, grid: [1], block: [N], args: [x, y] }
  - { kernel: second, grid: [1], block: [N], args: [y, x] }
---*/
extern "C" __global__ void first(const float* x, float* y) { y[threadIdx.x] = -x[threadIdx.x]; }
extern "C" __global__ void second(const float* y, float* x) {
    int t = threadIdx.x;
    if (t == 31)
        x[t] = y[t]; // expect: write-to-input x
}
