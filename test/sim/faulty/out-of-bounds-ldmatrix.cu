/*---
name: out_of_bounds_ldmatrix
summary: The addresses of the last rows given to ldmatrix lie beyond the shared tile.
dims: { N: 128 }
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
    __shared__ __align__(16) __half s[16 * 8];
    int t = threadIdx.x, a, b, c, d;
    for (int k = t; k < 128; k += 32) s[k] = x[k];
    __syncwarp();
    unsigned row = shared_address(&s[t * 8]);
    // Four matrices take 32 rows, and the tile has 16.
#define LDMATRIX "ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
    asm volatile(LDMATRIX : "=r"(a), "=r"(b), "=r"(c), "=r"(d) : "r"(row)); // expect: out-of-bounds shared
    y[t] = a ^ b ^ c ^ d;
}
