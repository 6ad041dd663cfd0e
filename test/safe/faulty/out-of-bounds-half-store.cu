/*---
name: out_of_bounds_half_store
summary: Halves stored one by one, the last of an odd row behind the output.
dims: { N: 33 }
inputs:
  x: { type: f16, shape: [N] }
outputs:
  y: { type: f16, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [17], args: [x, y] }
---*/
#include <cuda_fp16.h>
extern "C" __global__ void run(const __half* x, __half* y) {
    int t = threadIdx.x;
    y[2 * t] = x[2 * t];
    y[2 * t + 1] = __float2half(1.0f); // expect: out-of-bounds y
}
