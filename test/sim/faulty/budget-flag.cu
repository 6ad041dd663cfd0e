/*---
name: budget_flag
summary: Waits for a flag that nobody raises.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  flag: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, flag, y] }
---*/
extern "C" __global__ void run(const float* x, volatile int* flag, float* y) {
    int t = threadIdx.x;
    y[t] = x[t];
    while (*flag == 0) { // expect: budget
    }
}
