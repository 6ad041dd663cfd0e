/*---
name: barrier_divergence_half_block
summary: Half of the block waits at one barrier and half at another, in the third launch.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 0] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 64] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 32] }
---*/
extern "C" __global__ void run(const int* x, int* y, int border) {
    int t = threadIdx.x, v = x[t];
    if (t < border) {
        asm volatile("bar.sync 3;" ::: "memory"); // expect: barrier-divergence
        v *= 2;
    } else {
        asm volatile("bar.sync 4;" ::: "memory"); // expect: barrier-divergence
    }
    y[t] = v;
}
