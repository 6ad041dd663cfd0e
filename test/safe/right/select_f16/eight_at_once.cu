/*---
launch:
  - { kernel: select, grid: ["ceildiv(N, 2048)"], block: [256], args: [mask, a, b, y, "N / 8"] }
---*/
#include <cuda_fp16.h>

union Eight {
    uint4 all;
    __half one[8];
    __half2 pairs[4];
};

extern "C" __global__ void select(const uint2* mask, const uint4* a, const uint4* b, uint4* y, int vectors) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i >= vectors) return;
    uint2 m = mask[i];
    Eight left, right;
    left.all = a[i];
    right.all = b[i];
#pragma unroll
    for (int k = 0; k < 8; k++) {
        unsigned bytes = k < 4 ? m.x : m.y;
        if ((bytes >> (k % 4 * 8) & 255) == 0) left.one[k] = right.one[k];
    }
#pragma unroll
    for (int k = 0; k < 4; k++) left.pairs[k] = __hmul2(left.pairs[k], __float2half2_rn(0.5f));
    y[i] = left.all;
}
