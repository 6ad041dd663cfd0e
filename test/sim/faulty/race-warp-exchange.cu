/*---
name: race_warp_exchange
summary: Lanes of one warp exchange values through shared memory without __syncwarp.
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
    s[t] = 0.0f;
    __syncwarp();
    float v = x[t];
    s[t] = v; // expect: race shared
    float other = s[31 - t]; // expect: race shared
    y[t] = other;
}
