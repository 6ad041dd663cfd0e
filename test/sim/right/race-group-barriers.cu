/*---
name: race_group_barriers
summary: Two pairs of warps synchronise at barriers with computed numbers, and each keeps to its own tile.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[128];
    int t = threadIdx.x;
    float v = x[t];
    for (int k = 0; k < (t < 64 ? 3 : 5); k++) {
        s[t] = v;
        asm volatile("barrier.sync %0, %1;" ::"r"(1 + t / 64), "r"(64) : "memory");
        v += s[t ^ 63];
        asm volatile("barrier.sync %0, %1;" ::"r"(1 + t / 64), "r"(64) : "memory");
    }
    y[t] = v;
}
