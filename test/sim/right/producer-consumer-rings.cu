/*---
name: producer_consumer_rings
summary: Two producing and two consuming warps with a ring of two slots, named barriers for full and empty.
dims: { K: 8, N: 64 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [128], args: [x, y, K, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int K, int N) {
    __shared__ float ring[2][64];
    int t = threadIdx.x;
    if (t < 64) {
        for (int k = 0; k < K; k++) {
            int slot = k % 2;
            if (k >= 2) asm volatile("barrier.sync %0, 128;" ::"r"(4 + slot) : "memory");
            ring[slot][t] = x[k * N + t];
            asm volatile("barrier.arrive %0, 128;" ::"r"(2 + slot) : "memory");
        }
    } else {
        float sum = 0.0f;
        for (int k = 0; k < K; k++) {
            int slot = k % 2;
            asm volatile("barrier.sync %0, 128;" ::"r"(2 + slot) : "memory");
            sum += ring[slot][127 - t];
            if (k + 2 < K) asm volatile("barrier.arrive %0, 128;" ::"r"(4 + slot) : "memory");
        }
        y[t - 64] = sum;
    }
}
