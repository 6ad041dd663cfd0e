/*---
name: out_of_bounds_asm_predicated
summary: A load under a predicate of inline PTX that holds for one thread too many.
dims: { N: 50 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y, N] }
---*/
#define LOAD_IF "{\n.reg .pred p;\nsetp.le.s32 p, %2, %3;\nmov.f32 %0, 0f00000000;\n@p ld.global.f32 %0, [%1];\n}"
extern "C" __global__ void run(const float* x, float* y, int N) {
    int i = blockIdx.x * 32 + threadIdx.x;
    float v;
    asm volatile(LOAD_IF : "=f"(v) : "l"(x + i), "r"(i), "r"(N)); // expect: out-of-bounds x
    if (i < N) y[i] = v;
}
