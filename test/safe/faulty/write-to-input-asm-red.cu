/*---
name: write_to_input_asm_red
summary: red.global.max in inline PTX on an input.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(int* x, int* y) {
    int t = threadIdx.x;
    y[t] = x[t];
    asm volatile("red.global.max.s32 [%0], %1;" ::"l"(x), "r"(y[t])); // expect: write-to-input x
}
