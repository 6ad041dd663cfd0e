/*---
name: barrier_divergence_count_or_and
summary: Barriers that count and that combine predicates.
dims: { N: 96 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 9] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x, v = x[t];
    int small = __syncthreads_count(v < 5);
    int any = __syncthreads_or(v == 9);
    int all = __syncthreads_and(v >= 0);
    y[t] = small * 4 + (any != 0) * 2 + (all != 0);
}
