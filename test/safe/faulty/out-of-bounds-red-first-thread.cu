/*---
name: out_of_bounds_red_first_thread
summary: A reduction without a result to the element before the workspace.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  sums: { type: f32, shape: [4], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, sums, y] }
---*/
extern "C" __global__ void run(const float* x, float* sums, float* y) {
    int t = threadIdx.x;
    y[t] = x[t];
    atomicAdd(&sums[t / 8 - (t == 0)], x[t]); // expect: out-of-bounds sums
}
