/*---
name: out_of_bounds_local_stack
summary: >-
  A small stack in local memory that is exactly large enough: depth-first search of a binary tree.
dims: { N: 127 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 100] } }
outputs:
  y: { type: i32, shape: [8] }
launch:
  - { kernel: run, grid: [1], block: [8], args: [x, y, N] }
---*/
extern "C" __global__ void run(const int* x, int* y, int N) {
    int stack[8];
    int top = 0, sum = 0;
    stack[top++] = 0;
    while (top > 0) {
        int node = stack[--top];
        if (x[node] % 8 == (int)threadIdx.x) sum += node;
        if (2 * node + 2 < N) {
            stack[top++] = 2 * node + 1;
            stack[top++] = 2 * node + 2;
        }
    }
    y[threadIdx.x] = sum;
}
