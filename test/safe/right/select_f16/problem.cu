/*---
name: select_f16
summary: One of two halves as a mask says, times a scale.
dims: { N: 134217728 }
cases:
  small: { N: 4008 }
inputs:
  mask: { type: bool, shape: [N] }
  a: { type: f16, shape: [N] }
  b: { type: f16, shape: [N] }
outputs:
  y: { type: f16, shape: [N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)"], block: [256], args: [mask, a, b, y, N] }
---*/
#include <cuda_fp16.h>
extern "C" __global__ void reference(const bool* mask, const __half* a, const __half* b, __half* y, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) y[i] = __float2half(0.5f * __half2float(mask[i] ? a[i] : b[i]));
}
