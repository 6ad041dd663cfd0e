/*---
name: out_of_bounds_batch
summary: The batch's stride is that of another tensor.
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
    for (int i = 0; i < M * N; i++) {
        float weight = w[b * M * N + i]; // expect: out-of-bounds w
        sum += weight * x[b * M * N + i];
    }
    y[b] = sum;
}
