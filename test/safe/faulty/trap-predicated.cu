/*---
name: trap_predicated
summary: A trap under a predicate in inline PTX.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
#define TRAP_IF_ZERO "{\n.reg .pred p;\nsetp.eq.s32 p, %0, 0;\n@p trap;\n}"
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x;
    asm volatile(TRAP_IF_ZERO ::"r"(t)); // expect: trap
    y[t] = x[t];
}
