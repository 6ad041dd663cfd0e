/*---
name: barrier_divergence_half_warp
summary: Half of each warp waits for the block and the other half for the warp.
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
    if (t % 32 < 16) {
        __syncthreads(); // expect: barrier-divergence
        v *= 2.0f;
    } else {
        __syncwarp(); // expect: barrier-divergence
        v *= 3.0f;
    }
    y[t] = v;
}
