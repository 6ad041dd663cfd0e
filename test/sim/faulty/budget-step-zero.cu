/*---
name: budget_step_zero
summary: A loop whose step comes from the data and is zero.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  step: { type: i32, shape: [1], fill: { constant: 0 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, step, y, N] }
---*/
extern "C" __global__ void run(const float* x, const int* step, float* y, int N) {
    int by = step[0];
    for (int i = threadIdx.x; i < N; i += by) { // expect: budget
        y[i] = x[i]; // expect: budget
    }
}
