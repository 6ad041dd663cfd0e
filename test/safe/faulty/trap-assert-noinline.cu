/*---
name: trap_assert_noinline
summary: An assertion in a function that is not inlined, broken by the last thread.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { constant: 1 } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
__device__ __noinline__ int below(int i, int most) {
    assert(i < most); // expect: trap
    return most - i;
}
extern "C" __global__ void run(const int* x, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    y[i] = below(i * x[i], 63);
}
