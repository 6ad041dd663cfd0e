/*---
name: layernorm
summary: >-
  Layer normalisation over the last dimension of a row-major M x N matrix, with one weight and one bias for each column,
  y[m, n] = (x[m, n] - mean) / sqrt(variance + eps) * weight[n] + bias[n]. The mean and the variance are those of row m;
  the variance divides by N, not by N - 1. N is any positive number.
dims: { M: 8192, N: 4096 }
cases:
  small: { M: 5, N: 131 }
limits: { M: any, N: any }
constants: { eps: 1.0e-5 }
inputs:
  # A mean of ten deviations punishes a cancelling E[x^2] - E[x]^2; a variance of 2.5e-3 lets eps be seen in the result.
  x: { type: f32, shape: [M, N], fill: { normal: [0.5, 0.05] } }
  weight: { type: f32, shape: [N], fill: { normal: [1, 0.5] } }
  bias: { type: f32, shape: [N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [M, N] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, weight, bias, y, N, eps] }
work: { operations: "8 * M * N", unit: f32 }
---*/
// The barrier at the end lets the caller use `partial` again at once.
__device__ double sum_over_block(double own, double* partial) {
    partial[threadIdx.x] = own;
    __syncthreads();
    double sum = 0.0;
    for (int t = 0; t < 64; t++) sum += partial[t];
    __syncthreads();
    return sum;
}

extern "C" __global__ void reference(const float* x, const float* weight, const float* bias, float* y, int N,
                                     double eps) {
    __shared__ double partial[64];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;

    double own = 0.0;
    for (int n = threadIdx.x; n < N; n += 64) own += in[n];
    double mean = sum_over_block(own, partial) / N;

    double squares = 0.0;
    for (int n = threadIdx.x; n < N; n += 64) squares += (in[n] - mean) * (in[n] - mean);
    double variance = sum_over_block(squares, partial) / N;

    double scale = 1.0 / sqrt(variance + eps);
    for (int n = threadIdx.x; n < N; n += 64) out[n] = (float)((in[n] - mean) * scale * weight[n] + bias[n]);
}
