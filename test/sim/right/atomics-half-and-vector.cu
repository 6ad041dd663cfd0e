/*---
name: atomics_half_and_vector
summary: Atomic additions of halves and pairs of halves.
dims: { N: 64 }
inputs:
  x: { type: f16, shape: [N] }
outputs:
  y: { type: f16, shape: [4] }
workspace:
  g: { type: f16, shape: [4], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, g] }
  - { kernel: copy, grid: [1], block: [4], args: [g, y] }
---*/
#include <cuda_fp16.h>
extern "C" __global__ void run(const __half* x, __half* g) {
    __half v = x[blockIdx.x * 32 + threadIdx.x];
    atomicAdd(&g[1], v);
    atomicAdd((__half2*)(g + 2), __halves2half2(v, __hneg(v)));
}
extern "C" __global__ void copy(const __half* g, __half* y) { y[threadIdx.x] = g[threadIdx.x]; }
