/*---
name: uninitialised_read_local_stack
summary: Takes one entry more from a local stack than was put there.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { constant: 1 } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int stack[16];
    int t = threadIdx.x, top = 3;
    for (int k = 0; k < 12; k++)
        if (x[k] > 0) stack[top++] = k;
    int sum = 0;
    for (int k = 0; k < 13; k++) {
        int below = stack[top - 1 - k * x[k]]; // expect: uninitialised-read local
        sum = sum * 2 + below;
    }
    y[t] = sum;
}
