/*---
dims: { N: multiple of 8 }
launch:
  - { kernel: rmsnorm_eights, grid: [M], block: [{{THREADS}}], args: [x, weight, y, "N / 8", eps] }
---*/
/*=== design
summary: A block a row, sixteen bytes at once, kept in registers where the row is short.
variants:
  - { THREADS: 64, KEPT: 4 }
  - { THREADS: 128, KEPT: 2 }
  - { THREADS: 256, KEPT: 1 }
  - { THREADS: 96, KEPT: 3 }
wrong:
  - { why: Only the upper halves of words are squared., change: "sum += low * low + high * high;", to: "sum += high * high;" }
  - { why: The sum of the last warp is left out., change: "w < {{THREADS}} / 32; w++", to: "w < {{THREADS}} / 32 - 1; w++" }
faulty:
  - { why: A row's vectors begin at its first element's index., change: "const uint4* in = x + (size_t)blockIdx.x * eights;", to: "const uint4* in = (const uint4*)((const unsigned*)x + (size_t)blockIdx.x * eights * 4 + 2);" }
===*/
#include <cuda_bf16.h>

__device__ float low_of(unsigned word) { return __uint_as_float(word << 16); }
__device__ float high_of(unsigned word) { return __uint_as_float(word & 0xffff0000u); }

__device__ float squares_of(unsigned word) {
    float sum = 0.0f, low = low_of(word), high = high_of(word);
    sum += low * low + high * high;
    return sum;
}

__device__ unsigned scaled(unsigned word, unsigned weight, float scale) {
    __nv_bfloat162 pair = __floats2bfloat162_rn(low_of(word) * scale * low_of(weight), high_of(word) * scale * high_of(weight));
    return *(unsigned*)&pair;
}

extern "C" __global__ void rmsnorm_eights(const uint4* x, const uint4* weight, uint4* y, int eights, float eps) {
    __shared__ float of_warps[{{THREADS}} / 32];
    const uint4* in = x + (size_t)blockIdx.x * eights;
    uint4 kept[{{KEPT}}];
    float sum = 0.0f;
    for (int first = 0; first < eights; first += {{THREADS}} * {{KEPT}}) {
#pragma unroll
        for (int k = 0; k < {{KEPT}}; k++) {
            int i = first + k * {{THREADS}} + threadIdx.x;
            kept[k] = i < eights ? in[i] : make_uint4(0, 0, 0, 0);
            sum += squares_of(kept[k].x) + squares_of(kept[k].y) + squares_of(kept[k].z) + squares_of(kept[k].w);
        }
    }
    for (int offset = 16; offset > 0; offset >>= 1) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    if (threadIdx.x % 32 == 0) of_warps[threadIdx.x / 32] = sum;
    __syncthreads();
    float total = 0.0f;
    for (int w = 0; w < {{THREADS}} / 32; w++) total += of_warps[w];
    float scale = rsqrtf(total / (8 * eights) + eps);
    bool all_kept = eights <= {{THREADS}} * {{KEPT}};
#pragma unroll
    for (int k = 0; k < {{KEPT}}; k++) {
        for (int i = k * {{THREADS}} + threadIdx.x; i < eights; i += {{THREADS}} * {{KEPT}}) {
            uint4 v = all_kept ? kept[k] : in[i], w = __ldg(weight + i);
            y[(size_t)blockIdx.x * eights + i] =
                make_uint4(scaled(v.x, w.x, scale), scaled(v.y, w.y, scale), scaled(v.z, w.z, scale), scaled(v.w, w.w, scale));
        }
    }
}
