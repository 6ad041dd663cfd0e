/*---
name: out_of_bounds_ldmatrix_first_row
summary: The first row's address given to ldmatrix lies before the shared tile.
dims: { N: 64 }
inputs:
  x: { type: f16, shape: [N] }
outputs:
  y: { type: i32, shape: [32] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
#include <cuda_fp16.h>
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
extern "C" __global__ void run(const __half* x, int* y) {
    __shared__ __align__(16) __half s[8 * 8];
    int t = threadIdx.x, a;
    for (int k = t; k < 64; k += 32) s[k] = x[k];
    __syncwarp();
    unsigned row = shared_address(s) + (t % 8 - 1) * 16;
#define LDMATRIX "ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%0}, [%1];"
    asm volatile(LDMATRIX : "=r"(a) : "r"(row)); // expect: out-of-bounds shared
    y[t] = a;
}
