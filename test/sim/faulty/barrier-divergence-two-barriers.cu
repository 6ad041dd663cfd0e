/*---
name: barrier_divergence_two_barriers
summary: Even warps wait for the whole block at one named barrier and odd warps at another.
dims: { N: 128 }
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
    if (t / 32 % 2 == 0) {
        asm volatile("bar.sync 1, 128;" ::: "memory"); // expect: barrier-divergence
    } else {
        asm volatile("bar.sync 2, 128;" ::: "memory"); // expect: barrier-divergence
    }
}
