/*---
workspace:
  scale: { type: f32, shape: [M] }
launch:
  - { kernel: rmsnorm_scales, grid: ["ceildiv(M, {{WARPS}})"], block: [32, {{WARPS}}], args: [x, scale, M, N, eps] }
  - { kernel: rmsnorm_apply, grid: ["ceildiv(N, {{THREADS}})", M], block: [{{THREADS}}], args: [x, weight, scale, y, N] }
---*/
/*=== design
summary: One launch for the scale of each row and one that applies it.
variants:
  - { WARPS: 2, THREADS: 128 }
  - { WARPS: 4, THREADS: 256 }
  - { WARPS: 8, THREADS: 512 }
  - { WARPS: 16, THREADS: 64 }
wrong:
  - { why: The scale is that of another row., change: "scale[blockIdx.y]", to: "scale[blockIdx.y / 2]" }
uncompilable:
  - { why: A number is no bf16 by itself., change: "y[at] = __float2bfloat16(", to: "__nv_bfloat16& result = y[at] = (const char*)(" }
===*/
#include <cuda_bf16.h>

extern "C" __global__ void rmsnorm_scales(const __nv_bfloat16* x, float* scale, int M, int N, float eps) {
    int row = blockIdx.x * {{WARPS}} + threadIdx.y;
    if (row >= M) return;
    float sum = 0.0f;
    for (int n = threadIdx.x; n < N; n += 32) {
        float v = __bfloat162float(x[(size_t)row * N + n]);
        sum = fmaf(v, v, sum);
    }
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_down_sync(0xffffffffu, sum, offset);
    if (threadIdx.x == 0) scale[row] = rsqrtf(sum / N + eps);
}

extern "C" __global__ void rmsnorm_apply(const __nv_bfloat16* x, const __nv_bfloat16* weight, const float* scale,
                                         __nv_bfloat16* y, int N) {
    int n = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (n >= N) return;
    size_t at = (size_t)blockIdx.y * N + n;
    y[at] = __float2bfloat16(__bfloat162float(x[at]) * scale[blockIdx.y] * __bfloat162float(weight[n]));
}
