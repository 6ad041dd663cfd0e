/*---
name: budget_list
summary: >-
  Follows linked lists of different lengths: every entry leads to a smaller one or to none.
dims: { N: 64 }
inputs:
  jump: { type: i32, shape: [N], fill: { integers: [1, 6] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [jump, y] }
---*/
extern "C" __global__ void run(const int* jump, int* y) {
    int t = threadIdx.x;
    int length = 0;
    for (int at = t; at >= 0; at -= jump[at]) length++;
    y[t] = length;
}
