/*---
launch:
  - { kernel: rmsnorm, grid: [M], block: [256], shared: "4 * N", args: [x, weight, y, N, eps] }
---*/
#include <cuda_bf16.h>

// The row stays in dynamic shared memory between the two passes.
extern "C" __global__ void rmsnorm(const __nv_bfloat16* x, const __nv_bfloat16* weight, __nv_bfloat16* y, int N,
                                   float eps) {
    extern __shared__ float row[];
    __shared__ float sums[256];
    int t = threadIdx.x;
    size_t at = (size_t)blockIdx.x * N;
    float sum = 0.0f;
    for (int i = t; i < N; i += 256) {
        row[i] = __bfloat162float(x[at + i]);
        sum += row[i] * row[i];
    }
    sums[t] = sum;
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if (t < half) sums[t] += sums[t + half];
        __syncthreads();
    }
    float scale = rsqrtf(sums[0] / N + eps);
    for (int i = t; i < N; i += 256) y[at + i] = __float2bfloat16(row[i] * scale * __bfloat162float(weight[i]));
}
