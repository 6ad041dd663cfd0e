/*---
name: out_of_bounds_asm_generic
summary: A load without a state space in inline PTX, past the end of an input.
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
    double v;
    const double* from = x + (t ^ 31) + 1;
    asm volatile("ld.f64 %0, [%1];" : "=d"(v) : "l"(from)); // expect: out-of-bounds x
    y[t] = v;
}
