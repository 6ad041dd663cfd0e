/*---
name: out_of_bounds_asm_ld_nc_vector
summary: ld.global.nc.v4 in inline PTX, with the last vector half outside.
dims: { N: 126 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y, N] }
---*/
#define LD "ld.global.nc.L1::no_allocate.v4.f32 {%0, %1, %2, %3}, [%4];"
extern "C" __global__ void run(const float* x, float* y, int N) {
    int t = threadIdx.x;
    float a, b, c, d;
    asm volatile(LD : "=f"(a), "=f"(b), "=f"(c), "=f"(d) : "l"(x + 4 * t)); // expect: out-of-bounds x
    y[4 * t] = a;
    y[4 * t + 1] = b;
    if (4 * t + 2 < N) y[4 * t + 2] = c;
    if (4 * t + 3 < N) y[4 * t + 3] = d;
}
