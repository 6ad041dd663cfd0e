/*---
name: shared_beyond_48k
summary: A hundred kilobytes of dynamic shared memory, used at both ends.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], shared: 102400, args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    extern __shared__ float s[];
    int t = threadIdx.x;
    s[25600 - 64 + t] = x[t];
    s[t] = 1.0f;
    __syncthreads();
    y[t] = s[25600 - 1 - t] + s[63 - t];
}
