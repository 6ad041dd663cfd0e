/*---
launch:
  - { kernel: attention, grid: ["ceildiv(Y * X, 128)", "B * H"], block: [128], args: [q, k, v, o, Y, X, R] }
---*/
// The window stays centred on the query and is cut off at the edges, not moved inwards.
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
attention(const __nv_bfloat16* q, const __nv_bfloat16* k, const __nv_bfloat16* v, __nv_bfloat16* o, int Y, int X,
          int R) {
    int i = blockIdx.x * THREADS + threadIdx.x;
    if (i >= Y * X) return;
    long long head = (long long)blockIdx.y * Y * X * D;
    int centre_y = i / X, centre_x = i % X;
    int top = max(centre_y - R, 0), bottom = min(centre_y + R, Y - 1);
    int left = max(centre_x - R, 0), right = min(centre_x + R, X - 1);

    float query[D], sum[D];
#pragma unroll
    for (int d = 0; d < D; d++) {
        query[d] = __bfloat162float(q[head + (long long)i * D + d]);
        sum[d] = 0.0f;
    }

    float largest = -3.402823466e38f, total = 0.0f;
    for (int row = top; row <= bottom; row++)
        for (int column = left; column <= right; column++) {
            long long at = head + ((long long)row * X + column) * D;
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
