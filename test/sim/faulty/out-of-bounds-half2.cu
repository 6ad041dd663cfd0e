/*---
name: out_of_bounds_half2
summary: Halves by pairs; the last pair is half an element too long.
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
    __half2 v = *(const __half2*)(x + i); // expect: out-of-bounds x
    y[i] = __low2half(v);
    if (i + 1 < N) y[i + 1] = __high2half(v);
}
