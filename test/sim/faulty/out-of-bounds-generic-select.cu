/*---
name: out_of_bounds_generic_select
summary: A generic pointer that is a shared array's for some threads, and beyond its end for the last.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[32];
    int t = threadIdx.x;
    if (t < 32) s[t] = x[t];
    __syncthreads();
    const float* from = t % 2 ? s : x;
    float v = from[t]; // expect: out-of-bounds shared
    y[t] = v;
}
