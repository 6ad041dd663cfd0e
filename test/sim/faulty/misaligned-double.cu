/*---
name: misaligned_double
summary: Doubles read from an odd place of a buffer of floats.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f64, shape: [16] }
launch:
  - { kernel: run, grid: [1], block: [16], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, double* y) {
    int t = threadIdx.x;
    double v = *(const double*)(x + 3 * t); // expect: misaligned x
    y[t] = v;
}
