/*---
launch:
  - { kernel: attention, grid: ["ceildiv(S, 128)", "B * H"], block: [128], args: [q, k, v, starts, o, S, H] }
---*/
// One thread for each query, one pass: when the maximum rises, what has been summed so far is scaled down.
#include <cuda_bf16.h>

constexpr int D = 64;
constexpr int THREADS = 128;

__device__ float score(const float (&query)[D], const __nv_bfloat16* key) {
    float dot = 0.0f;
#pragma unroll
    for (int d = 0; d < D; d++) dot += query[d] * __bfloat162float(key[d]);
    return dot * 0.125f;
}

extern "C" __global__ void __launch_bounds__(THREADS)
attention(const __nv_bfloat16* q, const __nv_bfloat16* k, const __nv_bfloat16* v, const bool* starts, __nv_bfloat16* o,
          int S, int H) {
    int i = blockIdx.x * THREADS + threadIdx.x;
    if (i >= S) return;
    long long head = (long long)blockIdx.y * S * D;
    const bool* packed = starts + (long long)(blockIdx.y / H) * S;
    int begin = i, end = i + 1;
    while (begin > 0 && !packed[begin]) begin--;
    while (end < S && !packed[end]) end++;

    float query[D], sum[D];
#pragma unroll
    for (int d = 0; d < D; d++) {
        query[d] = __bfloat162float(q[head + (long long)i * D + d]);
        sum[d] = 0.0f;
    }

    float largest = -3.402823466e38f, total = 0.0f;
    for (int j = begin; j < end; j++) {
        long long at = head + (long long)j * D;
        float next = score(query, k + at);
        float higher = fmaxf(largest, next);
        float shrink = __expf(largest - higher), weight = __expf(next - higher);
        largest = higher;
        total = total * shrink + weight;
#pragma unroll
        for (int d = 0; d < D; d++) sum[d] = sum[d] * shrink + weight * __bfloat162float(v[at + d]);
    }

#pragma unroll
    for (int d = 0; d < D; d++) o[head + (long long)i * D + d] = __float2bfloat16_rn(sum[d] / total);
}
