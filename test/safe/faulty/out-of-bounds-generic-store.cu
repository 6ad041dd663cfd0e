/*---
name: out_of_bounds_generic_store
summary: Stores through a pointer to shared memory or to the output; the last thread's is behind the output.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[80];
    int t = threadIdx.x;
    float* to = x[t] > 1.0e30f ? s : y;
    to[t == 63 ? 64 : t] = x[t]; // expect: out-of-bounds y
    if (t == 0) y[63] = 0.0f;
}
