/*---
name: misaligned_asm_vector
summary: ld.global.v2.u32 in inline PTX at every other odd element.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [31], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x, a, b;
    const int* from = x + 2 * t + (t == 30);
    asm volatile("ld.global.v2.u32 {%0, %1}, [%2];" : "=r"(a), "=r"(b) : "l"(from)); // expect: misaligned x
    y[2 * t] = a;
    y[2 * t + 1] = b;
    if (t < 2) y[62 + t] = 0;
}
