/*---
name: race_warp_exchange
summary: Lanes of one warp exchange values through shared memory with __syncwarp.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[2][32];
    int t = threadIdx.x, lane = t % 32;
    float v = x[t];
    for (int k = 0; k < 3; k++) {
        s[t / 32][lane] = v;
        __syncwarp();
        v += s[t / 32][31 - lane];
        __syncwarp();
    }
    y[t] = v;
}
