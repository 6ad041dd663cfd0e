/*---
name: out_of_bounds_byte_load
summary: Single bytes, whose last thread reads the one behind a length that is no multiple of four.
dims: { N: 61 }
inputs:
  x: { type: u8, shape: [N] }
outputs:
  y: { type: u8, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [62], args: [x, y, N] }
---*/
extern "C" __global__ void run(const unsigned char* x, unsigned char* y, int N) {
    int t = threadIdx.x;
    unsigned char v = x[t]; // expect: out-of-bounds x
    y[min(t, N - 1 - v % 2)] = v;
}
