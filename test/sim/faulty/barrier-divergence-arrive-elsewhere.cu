/*---
name: barrier_divergence_arrive_elsewhere
summary: Producers arrive at barrier 2 and consumers wait at barrier 1.
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
    y[t] = x[t];
    if (t < 32) {
        asm volatile("bar.arrive 2, 64;" ::: "memory");
    } else {
        asm volatile("bar.sync 1, 64;" ::: "memory"); // expect: barrier-divergence
    }
    __syncthreads(); // expect: barrier-divergence
}
