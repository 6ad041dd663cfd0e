/*---
name: trap_assert_third_launch
summary: An assertion about a value that the third launch is given.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 1] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 2] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 3] }
---*/
extern "C" __global__ void run(const float* x, float* y, int stages) {
    assert(stages < 3); // expect: trap
    y[threadIdx.x] = x[threadIdx.x] * stages;
}
