/*---
name: out_of_bounds_asm_atom
summary: atom.global.exch in inline PTX on a workspace of one element less than there are threads.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  slots: { type: i32, shape: ["N - 1"], fill: { constant: 7 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, slots, y] }
---*/
#define EXCHANGE "atom.global.exch.b32 %0, [%1], %2;"
extern "C" __global__ void run(const int* x, int* slots, int* y) {
    int t = threadIdx.x, old;
    int* slot = slots + t;
    asm volatile(EXCHANGE : "=r"(old) : "l"(slot), "r"(x[t])); // expect: out-of-bounds slots
    y[t] = old;
}
