/*---
launch:
  - { kernel: attention, grid: ["ceildiv(S, 128)", "B * G * R"], block: [128], args: [q, k, v, o, S, G, R] }
---*/
// Query heads take turns at the key heads, h % G, in place of h / R.
#include <cuda_bf16.h>

constexpr int D = 64;
constexpr int KEYS = 32;
constexpr int THREADS = 128;

extern "C" __global__ void __launch_bounds__(THREADS)
attention(const __nv_bfloat16* q, const __nv_bfloat16* k, const __nv_bfloat16* v, __nv_bfloat16* o, int S, int G,
          int R) {
    __shared__ float tile_k[KEYS][D];
    __shared__ float tile_v[KEYS][D];
    long long head = (long long)blockIdx.y * S * D;
    long long kv_head = ((long long)(blockIdx.y / (G * R)) * G + blockIdx.y % (G * R) % G) * S * D;
    int first = blockIdx.x * THREADS, i = first + threadIdx.x;

    float query[D], sum[D];
#pragma unroll
    for (int d = 0; d < D; d++) {
        query[d] = i < S ? __bfloat162float(q[head + (long long)i * D + d]) : 0.0f;
        sum[d] = 0.0f;
    }

    float largest = -3.402823466e38f, total = 0.0f;
    for (int tile = 0; tile < S; tile += KEYS) {
        for (int n = threadIdx.x; n < KEYS * D; n += THREADS) {
            bool inside = tile + n / D < S;
            tile_k[n / D][n % D] = inside ? __bfloat162float(k[kv_head + (long long)tile * D + n]) : 0.0f;
            tile_v[n / D][n % D] = inside ? __bfloat162float(v[kv_head + (long long)tile * D + n]) : 0.0f;
        }
        __syncthreads();
        for (int j = 0; j < KEYS && tile + j < S; j++) {
            float score = 0.0f;
#pragma unroll
            for (int d = 0; d < D; d++) score += query[d] * tile_k[j][d];
            score *= 0.125f;
            float higher = fmaxf(largest, score);
            float shrink = __expf(largest - higher), weight = __expf(score - higher);
            largest = higher;
            total = total * shrink + weight;
#pragma unroll
            for (int d = 0; d < D; d++) sum[d] = sum[d] * shrink + weight * tile_v[j][d];
        }
        __syncthreads();
    }

    if (i >= S) return;
#pragma unroll
    for (int d = 0; d < D; d++) o[head + (long long)i * D + d] = __float2bfloat16_rn(sum[d] / total);
}
