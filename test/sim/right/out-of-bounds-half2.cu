/*---
name: out_of_bounds_half2
summary: Halves by pairs, and the last one alone.
dims: { N: 63 }
inputs:
  x: { type: f16, shape: [N] }
outputs:
  y: { type: f16, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y, N] }
---*/
#include <cuda_fp16.h>
extern "C" __global__ void run(const __half* x, __half* y, int N) {
    int i = threadIdx.x * 2;
    if (i + 1 < N)
        *(__half2*)(y + i) = __hadd2(*(const __half2*)(x + i), __float2half2_rn(1.0f));
    else if (i < N)
        y[i] = __hadd(x[i], __float2half(1.0f));
}
