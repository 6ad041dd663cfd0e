/*---
name: uninitialised_read_accumulate
summary: Adds to an output that nobody has set to zero.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    float v = x[t];
    float before = y[t]; // expect: uninitialised-read y
    y[t] = before + v;
}
