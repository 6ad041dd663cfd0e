/*---
name: out_of_bounds_ldg
summary: A read-only load beyond the end.
dims: { N: 100 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* __restrict__ x, float* __restrict__ y) {
    int i = threadIdx.x;
    float next = __ldg(x + i + 1); // expect: out-of-bounds x
    y[i] = next;
}
