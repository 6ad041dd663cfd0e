/*---
name: out_of_bounds_unsigned_wrap
summary: An unsigned index that wraps far beyond the end at the first element.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [64], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    unsigned i = threadIdx.x;
    float before = x[i - 1u]; // expect: out-of-bounds x
    y[i] = before;
}
