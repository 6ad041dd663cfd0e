/*---
name: out_of_bounds_negative
summary: A three-point stencil; pointers before the beginning are formed but never followed.
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
    const float* left = x + i - 1;
    float sum = x[i];
    if (i > 0) sum += *left;
    if (i + 1 < N) sum += left[2];
    y[i] = sum;
}
