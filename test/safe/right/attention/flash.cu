/*---
launch:
  - { kernel: attention, grid: ["ceildiv(S, 64)", H], block: [64], args: [q, k, v, o, S] }
---*/
// A thread for each query, keys and values in shared tiles of 32, and sums that are rescaled when a larger score comes.
constexpr int D = 64, KEYS = 32;

extern "C" __global__ void __launch_bounds__(64)
attention(const float* q, const float* k, const float* v, float* o, int S) {
    __shared__ __align__(16) float tile_k[KEYS][D], tile_v[KEYS][D];
    size_t head = (size_t)blockIdx.y * S * D;
    int i = blockIdx.x * 64 + threadIdx.x;
    float query[D], sum[D] = {}, largest = -3.0e38f, total = 0.0f;
#pragma unroll
    for (int d = 0; d < D; d += 4) {
        float4 part = i < S ? *(const float4*)(q + head + (size_t)i * D + d) : make_float4(0, 0, 0, 0);
        query[d] = part.x * 0.125f;
        query[d + 1] = part.y * 0.125f;
        query[d + 2] = part.z * 0.125f;
        query[d + 3] = part.w * 0.125f;
    }
    for (int first = 0; first < S; first += KEYS) {
        for (int at = threadIdx.x * 4; at < KEYS * D; at += 256) {
            *(float4*)(&tile_k[0][0] + at) = *(const float4*)(k + head + (size_t)first * D + at);
            *(float4*)(&tile_v[0][0] + at) = *(const float4*)(v + head + (size_t)first * D + at);
        }
        __syncthreads();
        for (int j = 0; j < KEYS; j++) {
            float dot = 0.0f;
#pragma unroll
            for (int d = 0; d < D; d++) dot += query[d] * tile_k[j][d];
            float higher = fmaxf(largest, dot), shrink = __expf(largest - higher), weight = __expf(dot - higher);
            largest = higher;
            total = total * shrink + weight;
#pragma unroll
            for (int d = 0; d < D; d++) sum[d] = sum[d] * shrink + weight * tile_v[j][d];
        }
        __syncthreads();
    }
    if (i >= S) return;
#pragma unroll
    for (int d = 0; d < D; d += 4)
        *(float4*)(o + head + (size_t)i * D + d) =
            make_float4(sum[d] / total, sum[d + 1] / total, sum[d + 2] / total, sum[d + 3] / total);
}
