/*---
name: barrier_divergence_producer_stops
summary: A producer warp that fills one stage less than the consumers wait for.
dims: { K: 4, N: 32 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [64], args: [x, y, K] }
---*/
extern "C" __global__ void run(const float* x, float* y, int K) {
    __shared__ float ring[4][32];
    int t = threadIdx.x % 32;
    if (threadIdx.x < 32) {
        for (int k = 0; k < K - 1; k++) {
            ring[k][t] = x[k * 32 + t];
            asm volatile("barrier.arrive %0, 64;" ::"r"(1 + k) : "memory");
        }
    } else {
        float sum = 0.0f;
        for (int k = 0; k < K; k++) {
            asm volatile("barrier.sync %0, 64;" ::"r"(1 + k) : "memory"); // expect: barrier-divergence
            if (k < K - 1) sum += ring[k][31 - t];
        }
        y[t] = sum;
    }
}
