/*---
name: barrier_divergence_warps_leave
summary: Warps leave a loop of block barriers one after another and end; a block barrier no longer waits for them.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[128];
    int t = threadIdx.x;
    float v = x[t];
    for (int k = 0; k <= t / 32; k++) {
        s[t] = v;
        __syncthreads();
        v += s[t];
    }
    y[t] = v;
}
