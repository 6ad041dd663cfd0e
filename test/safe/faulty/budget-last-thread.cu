/*---
name: budget_last_thread
summary: The last thread of all waits for a value that its own steps jump over.
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
    unsigned k = 0, turns = 0;
    unsigned goal = i == 63 ? 2 * (unsigned)x[i] + 1 : 0;
    while (k != goal) k += 2, turns ^= k; // expect: budget
    y[i] = turns;
}
