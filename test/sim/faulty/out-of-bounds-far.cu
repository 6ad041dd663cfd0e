/*---
name: out_of_bounds_far
summary: Right results first, then one store a terabyte past the end.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    int i = threadIdx.x;
    y[i] = x[i];
    if (i == 5) y[N + (1LL << 38)] = 0.0f; // expect: out-of-bounds global
}
