/*---
name: race_named_barrier
summary: Producer and consumer warps share a tile with two named barriers, one for full and one for empty.
dims: { K: 4, N: 32 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [64], args: [x, y, K] }
---*/
extern "C" __global__ void run(const float* x, float* y, int K) {
    __shared__ float tile[32];
    int t = threadIdx.x;
    if (t < 32) {
        for (int k = 0; k < K; k++) {
            if (k > 0) asm volatile("bar.sync 2, 64;" ::: "memory");
            tile[t] = x[k * 32 + t];
            asm volatile("bar.arrive 1, 64;" ::: "memory");
        }
    } else {
        float sum = 0.0f;
        for (int k = 0; k < K; k++) {
            asm volatile("bar.sync 1, 64;" ::: "memory");
            sum += tile[63 - t];
            if (k + 1 < K) asm volatile("bar.arrive 2, 64;" ::: "memory");
        }
        y[t - 32] = sum;
    }
}
