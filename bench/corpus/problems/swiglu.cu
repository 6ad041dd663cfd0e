/*---
name: swiglu
summary: >-
  A gated linear unit, y[i] = a[i] / (1 + exp(-a[i])) * b[i]. N is any positive number.
dims: { N: 3000012 }
cases:
  small: { N: 1021 }
  aligned: { N: 2060 }
limits: { N: any }
inputs:
  a: { type: f32, shape: [N], fill: { normal: [0, 2] } }
  b: { type: f32, shape: [N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, y, N] }
---*/
extern "C" __global__ void reference(const float* a, const float* b, float* y, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) y[i] = (float)((double)a[i] / (1.0 + exp(-(double)a[i])) * b[i]);
}
