/*---
name: out_of_bounds_red
summary: A reduction without a result to one past the end.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [4] }
workspace:
  sums: { type: f32, shape: [4], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, sums, y] }
---*/
extern "C" __global__ void run(const float* x, float* sums, float* y) {
    int t = threadIdx.x;
    float v = x[t];
    atomicAdd(&sums[(t + 15) / 16], v); // expect: out-of-bounds sums
    if (t < 4) y[t] = 0.0f;
}
