/*---
name: out_of_bounds_scatter
summary: A scatter to a negative place.
dims: { N: 64 }
inputs:
  index: { type: i32, shape: [N], fill: { constant: -3 } }
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [1], args: [index, x, y] }
---*/
extern "C" __global__ void run(const int* index, const float* x, float* y) {
    int to = index[7];
    float v = x[7];
    y[to] = v; // expect: out-of-bounds y
}
