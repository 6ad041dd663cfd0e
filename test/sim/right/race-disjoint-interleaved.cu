/*---
name: race_disjoint_interleaved
summary: Blocks write interleaved elements of the same rows, and no element twice.
dims: { M: 3, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [N, M] }
launch:
  - { kernel: run, grid: [M], block: [N], args: [x, y, M, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int M, int N) {
    int t = threadIdx.x, b = blockIdx.x;
    float v = x[b * N + t];
    y[t * M + b] = v;
}
