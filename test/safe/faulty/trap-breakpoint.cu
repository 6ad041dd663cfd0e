/*---
name: trap_breakpoint
summary: A breakpoint that was left in.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x;
    y[t] = x[t];
    if (x[t] >= 0 && t == 31) {
        asm volatile("brkpt;"); // expect: trap
    }
}
