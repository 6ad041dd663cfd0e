/*---
name: out_of_bounds_null
summary: A pointer that comes from the data and is null.
dims: { N: 32 }
inputs:
  x: { type: i64, shape: [N], fill: { constant: 0 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const long long* x, float* y) {
    int i = threadIdx.x;
    const float* from = (const float*)x[i];
    y[i] = from[i]; // expect: out-of-bounds global
}
