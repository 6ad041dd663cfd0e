/*---
name: trap_inline_ptx
summary: A trap in a function that is not inlined.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [5, 9] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
__device__ __noinline__ int checked(int v) {
    if (v > 4) {
        asm volatile("trap;"); // expect: trap
    }
    return v + 1;
}
extern "C" __global__ void run(const int* x, int* y) { y[threadIdx.x] = checked(x[threadIdx.x]); }
