/*---
name: out_of_bounds_integer_overflow
summary: The product of a row and a pitch overflows and becomes an index far before the input.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 65536, 32768] }
---*/
extern "C" __global__ void run(const float* x, float* y, int row, int pitch) {
    int t = threadIdx.x;
    int at = (int)((unsigned)row * (unsigned)pitch) + t;
    float v = x[t == 63 ? at : t]; // expect: out-of-bounds x
    y[t] = v;
}
