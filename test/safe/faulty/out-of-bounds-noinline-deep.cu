/*---
name: out_of_bounds_noinline_deep
summary: Three calls deep, the first thread stores before the output.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
__device__ __noinline__ void put(float* to, int i, float v) {
    to[i] = v; // expect: out-of-bounds y
}
__device__ __noinline__ void shift(float* to, int i, float v) { put(to, i - 1, v * 2.0f); }
__device__ __noinline__ void scale(float* to, int i, const float* x) { shift(to, i, x[i] + 1.0f); }
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    y[t] = 0.0f;
    scale(y, t, x);
}
