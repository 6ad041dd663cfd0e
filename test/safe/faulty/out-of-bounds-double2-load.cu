/*---
name: out_of_bounds_double2_load
summary: Pairs of doubles, of which the last one lies half behind the input.
dims: { N: 63 }
inputs:
  x: { type: f64, shape: [N] }
outputs:
  y: { type: f64, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y, N] }
---*/
extern "C" __global__ void run(const double2* x, double* y, int N) {
    int t = threadIdx.x;
    double2 v = x[t]; // expect: out-of-bounds x
    y[2 * t] = v.x;
    if (2 * t + 1 < N) y[2 * t + 1] = v.y;
}
