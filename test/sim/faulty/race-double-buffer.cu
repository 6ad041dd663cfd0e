/*---
name: race_double_buffer
summary: Double buffering with its only barrier in every second round.
dims: { K: 8, N: 64 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, K, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int K, int N) {
    __shared__ float tile[2][64];
    int t = threadIdx.x;
    float sum = 0.0f;
    tile[0][t] = x[t];
    tile[1][t] = 0.0f;
    __syncthreads();
    for (int k = 0; k < K; k++) {
        float next = k + 1 < K ? x[(k + 1) * N + t] : 0.0f;
        sum += tile[k % 2][63 - t]; // expect: race shared
        tile[(k + 1) % 2][t] = next; // expect: race shared
        if (k % 2 == 0) __syncthreads();
    }
    y[t] = sum;
}
