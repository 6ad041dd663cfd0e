/*---
name: barrier_divergence_named_count
summary: Two warps come to a named barrier that waits for three, and the third waits for the block.
dims: { N: 96 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    y[t] = x[t];
    if (t < 64) {
        asm volatile("bar.sync 1, 96;" ::: "memory"); // expect: barrier-divergence
    }
    __syncthreads(); // expect: barrier-divergence
}
