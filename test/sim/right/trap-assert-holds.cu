/*---
name: trap_assert_holds
summary: Assertions that hold.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 9] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x;
    assert(x[t] >= 0 && x[t] < 10);
    assert(blockDim.x == 32);
    y[t] = x[t];
}
