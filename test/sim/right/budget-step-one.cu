/*---
name: budget_step_one
summary: Loops whose steps and ends come from the data.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  step: { type: i32, shape: [N], fill: { integers: [1, 5] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, step, y, N] }
---*/
extern "C" __global__ void run(const float* x, const int* step, float* y, int N) {
    int by = step[threadIdx.x];
    float sum = 0.0f;
    for (int i = threadIdx.x; i < N; i += by) sum += x[i];
    y[threadIdx.x] = sum;
}
