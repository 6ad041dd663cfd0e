/*---
name: budget_asm_loop
summary: A loop written in inline PTX whose counter is tested before it changes.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 5] }
---*/
#define LOOP "{\n.reg .pred p;\nagain:\nsetp.gt.s32 p, %1, 0;\nadd.s32 %0, %0, 1;\n@p bra again;\n}"
extern "C" __global__ void run(const int* x, int* y, int count) {
    int t = threadIdx.x, v = x[t];
    asm volatile(LOOP : "+r"(v) : "r"(count)); // expect: budget
    y[t] = v;
}
