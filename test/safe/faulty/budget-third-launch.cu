/*---
name: budget_third_launch
summary: A step that the third launch is given as zero.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, N, 2] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, N, 1] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, N, 0] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N, int step) {
    float sum = 0.0f;
    for (int k = 0; k < N; k += step) sum += x[k]; // expect: budget
    y[threadIdx.x] = sum;
}
