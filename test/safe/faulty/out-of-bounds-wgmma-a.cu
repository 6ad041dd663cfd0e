/*---
name: out_of_bounds_wgmma_a
summary: >-
  A descriptor of wgmma says 4096 bytes from one eight rows of A to the next: they are 256 apart.
dims: { N: 16 }
inputs:
  a: { type: f16, shape: [64, N] }
  b: { type: f16, shape: [8, N] }
outputs:
  c: { type: f32, shape: [64, 8] }
launch:
  - { kernel: run, grid: [1], block: [128], args: [a, b, c] }
---*/
#include <cuda_fp16.h>
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Core matrices of 8 x 8 halves: 128 bytes to the next along k, 256 to the next along m or n.
__device__ unsigned long long descriptor(const void* p, unsigned long long along_k, unsigned long long along_rows) {
    return (shared_address(p) & 0x3ffff) >> 4 | along_k >> 4 << 16 | along_rows >> 4 << 32;
}
extern "C" __global__ void run(const __half* a, const __half* b, float* c) {
    __shared__ __align__(128) __half sa[64 * 16];
    __shared__ __align__(128) __half sb[8 * 16];
    int t = threadIdx.x;
    for (int i = t; i < 64 * 16; i += 128) {
        int m = i / 16, k = i % 16;
        sa[m / 8 * 128 + k / 8 * 64 + m % 8 * 8 + k % 8] = a[i];
    }
    int n = t / 16, k = t % 16;
    sb[k / 8 * 64 + n * 8 + k % 8] = b[t];
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    __syncthreads();
    float d0 = 0.0f, d1 = 0.0f, d2 = 0.0f, d3 = 0.0f;
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
    asm volatile("wgmma.mma_async.sync.aligned.m64n8k16.f32.f16.f16 {%0, %1, %2, %3}, %4, %5, 1, 1, 1, 0, 0;" : "+f"(d0), "+f"(d1), "+f"(d2), "+f"(d3) : "l"(descriptor(sa, 128, 4096)), "l"(descriptor(sb, 128, 256))); // expect: out-of-bounds shared
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
    asm volatile("wgmma.wait_group.sync.aligned 0;" : "+f"(d0), "+f"(d1), "+f"(d2), "+f"(d3)::"memory");
    int row = t / 32 * 16 + t % 32 / 4, column = t % 4 * 2;
    *(float2*)(c + row * 8 + column) = make_float2(d0, d1);
    *(float2*)(c + (row + 8) * 8 + column) = make_float2(d2, d3);
}
