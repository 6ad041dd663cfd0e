/*---
name: barrier_divergence_named_last_warp
summary: A named barrier of 96 threads that the last warp waits at a different one for.
dims: { N: 96 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int s[96];
    int t = threadIdx.x;
    s[t] = x[t];
    if (t < 64) {
        asm volatile("barrier.sync 1, 96;" ::: "memory"); // expect: barrier-divergence
    } else {
        asm volatile("barrier.sync 2, 96;" ::: "memory"); // expect: barrier-divergence
    }
    y[t] = s[95 - t];
}
