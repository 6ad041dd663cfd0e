/*---
name: rmsnorm_bf16
summary: >-
  Rows of a row-major M x N matrix in bf16, divided by their root mean square and scaled for each column, y[m, n] =
  x[m, n] / sqrt(mean(x[m]^2) + eps) * weight[n]. Sums are in f32 at least; results are rounded once.
dims: { M: 4001, N: 2040 }
cases:
  small: { M: 7, N: 129 }
  aligned: { M: 9, N: 1032 }
limits: { M: any, N: any }
constants: { eps: 1.0e-2 }
inputs:
  x: { type: bf16, shape: [M, N], fill: { normal: [0, 0.5] } }
  weight: { type: bf16, shape: [N], fill: { normal: [1, 0.3] } }
outputs:
  y: { type: bf16, shape: [M, N] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, weight, y, N, eps] }
---*/
#include <cuda_bf16.h>

extern "C" __global__ void reference(const __nv_bfloat16* x, const __nv_bfloat16* weight, __nv_bfloat16* y, int N,
                                     double eps) {
    __shared__ double partial[64];
    const __nv_bfloat16* in = x + (size_t)blockIdx.x * N;
    double own = 0.0, sum = 0.0;
    for (int n = threadIdx.x; n < N; n += 64) own += (double)__bfloat162float(in[n]) * __bfloat162float(in[n]);
    partial[threadIdx.x] = own;
    __syncthreads();
    for (int t = 0; t < 64; t++) sum += partial[t];
    double scale = 1.0 / sqrt(sum / N + eps);
    for (int n = threadIdx.x; n < N; n += 64)
        y[(size_t)blockIdx.x * N + n] = __double2bfloat16(__bfloat162float(in[n]) * scale * __bfloat162float(weight[n]));
}
