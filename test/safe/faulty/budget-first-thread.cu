/*---
name: budget_first_thread
summary: The first thread of all turns for ever.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    unsigned v = x[i];
    while (i == 0) v = v * 1664525u + 1013904223u, y[0] = v; // expect: budget
    y[i] = v;
}
