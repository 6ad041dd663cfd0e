/*---
name: barrier_divergence_early_return
summary: Threads beyond N have returned, half of a warp among them, when the others wait for the block.
dims: { N: 80 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [128], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    __shared__ float s[128];
    int t = threadIdx.x;
    if (t >= N) return;
    s[t] = x[t];
    __syncthreads();
    y[t] = s[N - 1 - t];
}
