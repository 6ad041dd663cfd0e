/*---
name: out_of_bounds_generic_select
summary: A generic pointer that is a shared array's for some threads and a global one for others.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[64];
    __shared__ const float* chosen[2];
    int t = threadIdx.x;
    s[t] = -x[t];
    if (t == 0) {
        chosen[0] = x;
        chosen[1] = s;
    }
    __syncthreads();
    const float* from = chosen[t % 2];
    float v = from[63 - t];
    y[t] = v;
}
