/*---
name: budget_grid_sync
summary: The grid's barrier of cooperative groups, which the last block leaves out.
dims: { N: 128 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [4], block: [32], cooperative: true, args: [x, y] }
---*/
#include <cooperative_groups.h>
extern "C" __global__ void run(const int* x, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    y[i] = x[i];
    if (blockIdx.x == 3) return;
    cooperative_groups::this_grid().sync(); // expect: budget
    y[i] += 1;
}
