/*---
name: race_same_value_flag
summary: A shared flag that many threads of several warps set to the same value, between barriers.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ int any;
    int t = threadIdx.x;
    if (t == 0) any = 0;
    __syncthreads();
    if (x[t] > 0.0f) any = 1;
    __syncthreads();
    y[t] = any == 1 ? x[t] : 0.0f;
}
