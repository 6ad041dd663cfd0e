/*---
name: warp_shuffle_edges
summary: Shuffles with widths, sources beyond the width, predicates and doubles.
dims: { N: 32 }
inputs:
  x: { type: f64, shape: [N] }
outputs:
  y: { type: f64, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const double* x, double* y) {
    int t = threadIdx.x;
    double v = x[t];
    double a = __shfl_up_sync(0xffffffff, v, 3, 8);
    double b = __shfl_down_sync(0xffffffff, v, 5, 16);
    double c = __shfl_sync(0xffffffff, v, 37, 4);
    double d = __shfl_xor_sync(0xffffffff, v, 16);
    y[t] = a + 2.0 * b + 4.0 * c + 8.0 * d;
}
