/*---
name: rmsnorm
summary: Rows divided by their root mean square and scaled, in bf16; rows are a multiple of 16 bytes long.
dims: { M: 8192, N: 4096 }
cases:
  small: { M: 9, N: 264 }
constants: { eps: 1.0e-6 }
inputs:
  x: { type: bf16, shape: [M, N] }
  weight: { type: bf16, shape: [N], fill: { normal: [1, 0.2] } }
outputs:
  y: { type: bf16, shape: [M, N] }
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, weight, y, N, eps] }
---*/
#include <cuda_bf16.h>
extern "C" __global__ void reference(const __nv_bfloat16* x, const __nv_bfloat16* weight, __nv_bfloat16* y, int N,
                                     double eps) {
    __shared__ double sums[64];
    const __nv_bfloat16* row = x + (size_t)blockIdx.x * N;
    double sum = 0.0;
    for (int i = threadIdx.x; i < N; i += 64) sum += (double)__bfloat162float(row[i]) * __bfloat162float(row[i]);
    sums[threadIdx.x] = sum;
    __syncthreads();
    double total = 0.0;
    for (int k = 0; k < 64; k++) total += sums[k];
    double scale = 1.0 / sqrt(total / N + eps);
    for (int i = threadIdx.x; i < N; i += 64)
        y[(size_t)blockIdx.x * N + i] =
            __float2bfloat16((float)(__bfloat162float(row[i]) * scale * __bfloat162float(weight[i])));
}
