/*---
name: barrier_divergence_shuffle
summary: Half of a warp shuffles with all of it while the other half waits for the block.
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
        v = __shfl_xor_sync(0xffffffff, v, 3); // expect: barrier-divergence
    } else {
        __syncthreads(); // expect: barrier-divergence
        v *= 3.0f;
    }
    y[t] = v;
}
