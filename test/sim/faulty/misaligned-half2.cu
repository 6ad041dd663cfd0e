/*---
name: misaligned_half2
summary: A pair of halves at an odd place.
dims: { N: 65 }
inputs:
  x: { type: f16, shape: [N] }
outputs:
  y: { type: f16, shape: [64] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
#include <cuda_fp16.h>
extern "C" __global__ void run(const __half* x, __half* y) {
    int i = threadIdx.x * 2;
    __half2 v = *(const __half2*)(x + i + 1); // expect: misaligned x
    *(__half2*)(y + i) = v;
}
