/*---
launch:
  - { kernel: rmsnorm, grid: ["ceildiv(M, 4)"], block: [32, 4], args: [x, weight, y, M, "N / 8", eps] }
---*/
#include <cuda_bf16.h>

// A warp a row, eight elements at once.
union Eight {
    uint4 all;
    __nv_bfloat162 pairs[4];
};

extern "C" __global__ void rmsnorm(const uint4* x, const uint4* weight, uint4* y, int M, int vectors, float eps) {
    int row = blockIdx.x * 4 + threadIdx.y, lane = threadIdx.x;
    if (row >= M) return;
    const uint4* from = x + (size_t)row * vectors;
    float sum = 0.0f;
    for (int i = lane; i < vectors; i += 32) {
        Eight v;
        v.all = from[i];
#pragma unroll
        for (int k = 0; k < 4; k++) {
            float2 f = __bfloat1622float2(v.pairs[k]);
            sum += f.x * f.x + f.y * f.y;
        }
    }
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    float scale = rsqrtf(sum / (8 * vectors) + eps);
    for (int i = lane; i < vectors; i += 32) {
        Eight v, w;
        v.all = from[i];
        w.all = __ldg(weight + i);
#pragma unroll
        for (int k = 0; k < 4; k++) {
            float2 f = __bfloat1622float2(v.pairs[k]), g = __bfloat1622float2(w.pairs[k]);
            v.pairs[k] = __floats2bfloat162_rn(f.x * scale * g.x, f.y * scale * g.y);
        }
        y[(size_t)row * vectors + i] = v.all;
    }
}
