/*---
name: barrier_divergence_syncwarp_mask
summary: Eight lanes wait for sixteen, of which the others wait for the block.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    float v = x[t];
    if (t < 8) {
        __syncwarp(0xffff); // expect: barrier-divergence
        v += 1.0f;
    }
    __syncthreads(); // expect: barrier-divergence
    y[t] = v;
}
