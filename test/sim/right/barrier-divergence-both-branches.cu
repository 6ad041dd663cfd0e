/*---
name: barrier_divergence_both_branches
summary: Different warps come to the block's barrier at different places.
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
    int t = threadIdx.x;
    if (t < 32) {
        s[t] = x[t] * 2.0f;
        __syncthreads();
        y[t] = s[63 - t] + 1.0f;
    } else {
        s[t] = sqrtf(fabsf(x[t]));
        __syncthreads();
        y[t] = s[63 - t] - 1.0f;
    }
}
