/*---
name: trap_assert
summary: An assertion that one thread's data breaks.
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
    assert(x[t] * 0 + t < 31); // expect: trap
    y[t] = x[t];
}
