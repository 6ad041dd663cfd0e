/*---
name: bias_relu
summary: >-
  The end of a dense layer: a bias for each column of a row-major M x N matrix, and then a rectified linear unit,
  y[m, n] = max(x[m, n] + bias[n], 0).
dims: { M: 2001, N: 1500 }
cases:
  small: { M: 35, N: 131 }
  aligned: { M: 9, N: 52 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 1] } }
  bias: { type: f32, shape: [N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(M * N, 256)"], block: [256], args: [x, bias, y, "M * N", N] }
---*/
extern "C" __global__ void reference(const float* x, const float* bias, float* y, int count, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < count) y[i] = (float)fmax((double)x[i] + bias[i % N], 0.0);
}
