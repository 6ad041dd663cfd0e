/*---
name: write_to_input_noinline
summary: A function that is not inlined sorts two elements of whatever it is given.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
__device__ __noinline__ void order(int* p) {
    int low = min(p[0], p[1]), high = max(p[0], p[1]);
    p[0] = low; // expect: write-to-input x
    p[1] = high; // expect: write-to-input x
}
extern "C" __global__ void run(int* x, int* y) {
    int t = threadIdx.x;
    order(x + 2 * t);
    y[2 * t] = x[2 * t];
    y[2 * t + 1] = x[2 * t + 1];
}
