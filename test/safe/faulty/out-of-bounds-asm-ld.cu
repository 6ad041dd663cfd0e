/*---
name: out_of_bounds_asm_ld
summary: ld.global in inline PTX, of the element behind the input.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    float v;
    asm volatile("ld.global.f32 %0, [%1+4];" : "=f"(v) : "l"(x + t)); // expect: out-of-bounds x
    y[t] = v;
}
