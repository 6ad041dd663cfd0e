/*---
name: race_warp_partial_sync
summary: __syncwarp for each half of the warp, and values from the same half.
dims: { N: 32 }
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
    float v = x[t];
    s[t] = v;
    __syncwarp(t < 16 ? 0x0000ffff : 0xffff0000);
    float other = s[t ^ 15];
    y[t] = other;
}
