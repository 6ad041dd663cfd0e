/*---
name: out_of_bounds_asm_red
summary: red.global.add in inline PTX in the third launch, two elements before the sums.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  sums: { type: f32, shape: [4], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, sums, y, 2] }
  - { kernel: run, grid: [1], block: [N], args: [x, sums, y, 0] }
  - { kernel: run, grid: [1], block: [N], args: [x, sums, y, "0 - 2"] }
---*/
extern "C" __global__ void run(const float* x, float* sums, float* y, int offset) {
    int t = threadIdx.x;
    y[t] = x[t];
    float* to = sums + offset + t % 2;
    asm volatile("red.global.add.f32 [%0], %1;" ::"l"(to), "f"(x[t])); // expect: out-of-bounds sums
}
