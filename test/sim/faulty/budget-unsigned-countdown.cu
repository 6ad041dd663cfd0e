/*---
name: budget_unsigned_countdown
summary: Counts an unsigned number down until it is negative.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [1], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, volatile float* y, int N) {
    for (unsigned i = N - 1; i >= 0; i--) { // expect: budget
        y[i % N] = x[i % N]; // expect: budget
    }
}
