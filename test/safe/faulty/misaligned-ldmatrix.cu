/*---
name: misaligned_ldmatrix
summary: Rows for ldmatrix whose pitch of 20 bytes puts most of them at odd places.
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
    __shared__ __align__(16) __half s[128];
    int t = threadIdx.x, a;
    for (int k = t; k < 128; k += 32) s[k] = x[k];
    __syncwarp();
    unsigned row = shared_address(&s[t % 8 * 10]);
#define LDMATRIX "ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%0}, [%1];"
    asm volatile(LDMATRIX : "=r"(a) : "r"(row)); // expect: misaligned shared
    y[t] = a;
}
