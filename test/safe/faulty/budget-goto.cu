/*---
name: budget_goto
summary: A retry that goes back for as long as the data is what it will always be.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x, tries = 0;
again:
    tries++;
    y[t] = tries;
    if (x[t] < 1000) goto again; // expect: budget
}
