/*---
name: out_of_bounds_shared_stage
summary: A ring of two tiles, entered with stage 2.
dims: { N: 32, K: 6 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [K, N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, K, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int K, int N) {
    __shared__ float tile[2][32];
    int t = threadIdx.x;
    for (int k = 0; k < K; k++) {
        int stage = k % 3;
        tile[stage][t] = x[k * N + t]; // expect: out-of-bounds shared
        __syncthreads();
        y[k * N + t] = tile[stage][31 - t];
        __syncthreads();
    }
}
