/*---
name: out_of_bounds_batch
summary: A batch with a weight that all of it shares.
dims: { B: 3, M: 5, N: 16 }
inputs:
  x: { type: f32, shape: [B, M, N] }
  w: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [B] }
launch:
  - { kernel: run, grid: [B], block: [1], args: [x, w, y, M, N] }
---*/
extern "C" __global__ void run(const float* x, const float* w, float* y, int M, int N) {
    float sum = 0.0f;
    int b = blockIdx.x;
    for (int i = 0; i < M * N; i++) sum += w[i] * x[b * M * N + i];
    y[b] = sum;
}
