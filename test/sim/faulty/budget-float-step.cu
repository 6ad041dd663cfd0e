/*---
name: budget_float_step
summary: Adds one to a float that is too large to change by one.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N], fill: { constant: 16777216 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, volatile float* y) {
    int t = threadIdx.x;
    for (float f = x[t]; f < 16777220.0f; f += 1.0f) { // expect: budget
        y[t] = f; // expect: budget
    }
}
