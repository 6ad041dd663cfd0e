/*---
name: write_to_input_last_thread_atomic
summary: The last thread of all counts itself in an input.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(int* x, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x, before = 0;
    if (i == 63) before = atomicAdd(&x[0], 1); // expect: write-to-input x
    y[i] = before;
}
