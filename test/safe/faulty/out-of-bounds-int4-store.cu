/*---
name: out_of_bounds_int4_store
summary: Four integers at once, and the last block's last thread writes the four behind the output.
dims: { N: 256 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const int4* x, int4* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    y[i == 63 ? 64 : i] = x[i]; // expect: out-of-bounds y
    if (i == 0) y[63] = make_int4(0, 0, 0, 0);
}
