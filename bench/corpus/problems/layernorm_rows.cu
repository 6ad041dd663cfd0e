/*---
name: layernorm_rows
summary: >-
  Layer normalisation over the rows of a row-major M x N matrix, y[m, n] = (x[m, n] - mean) / sqrt(variance + eps) *
  weight[n] + bias[n]. Mean and variance are those of row m; the variance divides by N.
dims: { M: 3001, N: 1500 }
cases:
  small: { M: 5, N: 131 }
  aligned: { M: 7, N: 268 }
limits: { M: any, N: any }
constants: { eps: 1.0e-3 }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0.5, 0.05] } }
  weight: { type: f32, shape: [N], fill: { normal: [1, 0.5] } }
  bias: { type: f32, shape: [N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [M, N] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, weight, bias, y, N, eps] }
---*/
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
    const float* in = x + (size_t)blockIdx.x * N;
    double own = 0.0, squares = 0.0;
    for (int n = threadIdx.x; n < N; n += 64) own += in[n];
    double mean = sum_over_block(own, partial) / N;
    for (int n = threadIdx.x; n < N; n += 64) squares += (in[n] - mean) * (in[n] - mean);
    double scale = 1.0 / sqrt(sum_over_block(squares, partial) / N + eps);
    for (int n = threadIdx.x; n < N; n += 64)
        y[(size_t)blockIdx.x * N + n] = (float)((in[n] - mean) * scale * weight[n] + bias[n]);
}
