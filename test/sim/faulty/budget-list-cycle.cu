/*---
name: budget_list_cycle
summary: Follows a linked list that leads back to its own beginning.
dims: { N: 16 }
inputs:
  next: { type: i32, shape: [N], fill: { constant: 3 } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [next, y] }
---*/
extern "C" __global__ void run(const int* next, int* y) {
    int t = threadIdx.x;
    int at = t;
    do {
        at = ((const volatile int*)next)[at]; // expect: budget
    } while (at >= 0); // expect: budget
    y[t] = at;
}
