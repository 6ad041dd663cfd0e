/*---
name: out_of_bounds_negative
summary: A three-point stencil without a guard at the left end.
dims: { N: 200 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    int i = threadIdx.x;
    if (i >= N) return;
    float left = x[i - 1]; // expect: out-of-bounds x
    float right = i + 1 < N ? x[i + 1] : 0.0f;
    y[i] = left + x[i] + right;
}
