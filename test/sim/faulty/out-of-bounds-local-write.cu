/*---
name: out_of_bounds_local_write
summary: A small stack in local memory that holds one entry less than is pushed.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { constant: 9 } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [1], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int stack[8];
    int top = 0;
    for (int k = 0; k < 9; k++) {
        if (x[k] > k) {
            stack[top] = x[k] - k; // expect: out-of-bounds local
            top++;
        }
    }
    int sum = 0;
    while (top > 1) sum = sum * 3 + stack[--top - 1];
    y[0] = sum;
}
