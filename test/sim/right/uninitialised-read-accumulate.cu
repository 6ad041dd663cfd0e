/*---
name: uninitialised_read_accumulate
summary: Adds to an output in a second launch, after the first has set it.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: zero, grid: [1], block: [N], args: [y] }
  - { kernel: add, grid: [1], block: [N], args: [x, y] }
  - { kernel: add, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void zero(float* y) { y[threadIdx.x] = 0.0f; }
extern "C" __global__ void add(const float* x, float* y) {
    int t = threadIdx.x;
    y[t] += x[t];
}
