/*---
name: out_of_bounds_ldmatrix
summary: ldmatrix and mma.sync by inline PTX on one tile.
dims: { N: 256 }
inputs:
  a: { type: f16, shape: [16, 16] }
  b: { type: f16, shape: [8, 16] }
outputs:
  c: { type: f32, shape: [16, 8] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [a, b, c] }
---*/
#include <cuda_fp16.h>
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
extern "C" __global__ void run(const __half* a, const __half* b, float* c) {
    __shared__ __align__(16) __half sa[16 * 16];
    __shared__ __align__(16) __half sb[8 * 16];
    int t = threadIdx.x;
    ((uint4*)sa)[t] = ((const uint4*)a)[t];
    if (t < 16) ((uint4*)sb)[t] = ((const uint4*)b)[t];
    __syncwarp();
    unsigned a0, a1, a2, a3, b0, b1;
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(a0), "=r"(a1), "=r"(a2), "=r"(a3)
                 : "r"(shared_address(&sa[t % 16 * 16 + t / 16 * 8])));
    // The addresses of the lanes from 16 on are not looked at.
    asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0, %1}, [%2];"
                 : "=r"(b0), "=r"(b1)
                 : "r"(shared_address(&sb[t % 8 * 16 + t / 8 * 8])));
    float c0 = 0.0f, c1 = 0.0f, c2 = 0.0f, c3 = 0.0f;
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3)
                 : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
    *(float2*)(c + t / 4 * 8 + t % 4 * 2) = make_float2(c0, c1);
    *(float2*)(c + (t / 4 + 8) * 8 + t % 4 * 2) = make_float2(c2, c3);
}
