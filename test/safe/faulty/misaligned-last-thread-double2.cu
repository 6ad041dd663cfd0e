/*---
name: misaligned_last_thread_double2
summary: The last thread alone steps back by one double to stay inside.
dims: { N: 63 }
inputs:
  x: { type: f64, shape: [N] }
outputs:
  y: { type: f64, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const double* x, double* y) {
    int t = threadIdx.x, at = t == 31 ? 61 : 2 * t;
    double2 v = *(const double2*)(x + at); // expect: misaligned x
    y[at] = v.x;
    y[at + 1] = v.y;
}
