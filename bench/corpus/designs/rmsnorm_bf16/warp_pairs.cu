/*---
dims: { N: multiple of 2 }
launch:
  - { kernel: "rmsnorm_pairs<{{WARPS}}>", grid: ["ceildiv(M, {{WARPS}})"], block: [32, {{WARPS}}], args: [x, weight, y, M, "N / 2", eps] }
---*/
/*=== design
summary: A warp a row, two elements at once.
variants:
  - { WARPS: 2 }
  - { WARPS: 4 }
  - { WARPS: 8 }
  - { WARPS: 16 }
wrong:
  - { why: The exchange begins with the half of what it has to., change: "int offset = 16;", to: "int offset = 8;" }
  - { why: Both of a pair have the first one's weight., change: "f.y * scale * w.y", to: "f.y * scale * w.x" }
uncompilable:
  - { why: A conversion that there is not., change: "__floats2bfloat162_rn(", to: "__float22bf16_rn2(" }
faulty:
  - { why: The result replaces the input., change: "__nv_bfloat162* out = y +", to: "__nv_bfloat162* out = (__nv_bfloat162*)x +" }
===*/
#include <cuda_bf16.h>

template <int WARPS>
__global__ void rmsnorm_pairs(const __nv_bfloat162* x, const __nv_bfloat162* weight, __nv_bfloat162* y, int M, int pairs,
                              float eps) {
    int row = blockIdx.x * WARPS + threadIdx.y;
    if (row >= M) return;
    const __nv_bfloat162* in = x + (size_t)row * pairs;
    __nv_bfloat162* out = y + (size_t)row * pairs;
    float sum = 0.0f;
    for (int i = threadIdx.x; i < pairs; i += 32) {
        float2 f = __bfloat1622float2(in[i]);
        sum += f.x * f.x + f.y * f.y;
    }
    for (int offset = 16; offset > 0; offset >>= 1) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    float scale = rsqrtf(sum / (2 * pairs) + eps);
    for (int i = threadIdx.x; i < pairs; i += 32) {
        float2 f = __bfloat1622float2(in[i]), w = __bfloat1622float2(weight[i]);
        out[i] = __floats2bfloat162_rn(f.x * scale * w.x, f.y * scale * w.y);
    }
}
