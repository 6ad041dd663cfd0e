/*---
name: grid_empty_blocks
summary: More blocks than there is work for; those beyond return before they touch anything.
dims: { N: 33 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [5], block: [32], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    __shared__ float s[32];
    int first = blockIdx.x * 32, t = threadIdx.x;
    if (first >= N) return;
    int here = min(32, N - first);
    if (t < here) s[t] = x[first + t];
    __syncthreads();
    if (t < here) y[first + t] = s[here - 1 - t];
}
