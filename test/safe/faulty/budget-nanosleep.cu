/*---
name: budget_nanosleep
summary: Sleeps between looks at a flag that nobody raises.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  flag: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, flag, y] }
---*/
extern "C" __global__ void run(const int* x, volatile int* flag, int* y) {
    int t = threadIdx.x;
    while (*flag == 0) __nanosleep(100); // expect: budget
    y[t] = x[t];
}
