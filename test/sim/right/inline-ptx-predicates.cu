/*---
name: inline_ptx_predicates
summary: Inline PTX with predicates, predicated memory accesses that are off, and a branch inside.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [48], args: [x, y, N] }
---*/
extern "C" __global__ void run(const int* x, int* y, int N) {
    int i = blockIdx.x * 48 + threadIdx.x, v = -1;
    asm volatile("{\n.reg .pred p;\nsetp.lt.s32 p, %1, %2;\n@p ld.global.s32 %0, [%3];\n@!p mov.s32 %0, 77;\n}"
                 : "+r"(v)
                 : "r"(i), "r"(N), "l"(x + i)
                 : "memory");
    asm volatile("{\n.reg .pred p;\nsetp.ge.s32 p, %0, %1;\n@p bra skip_%=;\nst.global.s32 [%2], %3;\nskip_%=:\n}"
                 :
                 : "r"(i), "r"(N), "l"(y + i), "r"(v)
                 : "memory");
}
