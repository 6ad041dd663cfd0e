/*---
name: attention_sliding_window
summary: >-
  Causal scaled dot-product attention in bf16 over a sliding window. q, k, v and o are [batch B, heads H, sequence S,
  head size D], row-major; D is 64 in every case. For each batch and head, o[i] is the sum of softmax_j(q[i] . k[j] /
  sqrt(D)) * v[j] over the keys j with j <= i and i - j <= W: the query's own key and the W before it. W may be larger
  than S. Scores, softmax and sums are f32, the result is rounded to bf16 once. S is any positive number, not only a
  multiple of a tile.
dims: { B: 4, H: 16, S: 4096, W: 1024, D: 64 }
cases:
  small: { B: 1, H: 2, S: 67, W: 9 }
  short: { B: 2, H: 3, S: 5, W: 1 }
  wide: { B: 1, H: 1, S: 37, W: 50 }
limits: { B: any, H: any, S: any, W: any, D: 64 }
inputs:
  q: { type: bf16, shape: [B, H, S, D], fill: { normal: [0, 1] } }
  k: { type: bf16, shape: [B, H, S, D], fill: { normal: [0, 1] } }
  v: { type: bf16, shape: [B, H, S, D], fill: { normal: [0, 1] } }
outputs:
  o: { type: bf16, shape: [B, H, S, D] }
launch:
  - { kernel: reference, grid: ["ceildiv(S, 128)", "B * H"], block: [128], args: [q, k, v, o, S, W] }
# The usual fast way rounds the weights to bf16 before the second product.
precision: bf16
reduction: "min(S, W + 1)"
# Two products of D multiply-adds for each pair that the mask leaves: n (n + 1) / 2 of the first n = min(S, W + 1)
# queries and n of each later one. At least half of them, as in matmul.
work:
  operations: "2 * B * H * D * min(S, W + 1) * (2 * S - min(S, W + 1) + 1)"
  leastOperations: "B * H * D * min(S, W + 1) * (2 * S - min(S, W + 1) + 1)"
  unit: bf16
---*/
#include <cuda_bf16.h>

constexpr int D = 64;
constexpr int KEYS = 32;

__device__ void load_tile(const __nv_bfloat16* from, float (*tile)[D], int first, int S) {
    for (int n = threadIdx.x; n < KEYS * D; n += blockDim.x) {
        int key = first + n / D;
        tile[n / D][n % D] = key < S ? __bfloat162float(from[(long long)key * D + n % D]) : 0.0f;
    }
}

__device__ float score(const float (&query)[D], const float* key) {
    float dot = 0.0f;
#pragma unroll
    for (int d = 0; d < D; d++) dot += query[d] * key[d];
    return dot * 0.125f;
}

// One thread for each query: a first pass over its keys finds the largest score, a second one sums.
extern "C" __global__ void reference(const __nv_bfloat16* q, const __nv_bfloat16* k, const __nv_bfloat16* v,
                                     __nv_bfloat16* o, int S, int W) {
    __shared__ float tile_k[KEYS][D];
    __shared__ float tile_v[KEYS][D];
    long long head = (long long)blockIdx.y * S * D;
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    int begin = max((int)(blockIdx.x * blockDim.x) - W, 0) / KEYS * KEYS;
    int end = min(S, (int)((blockIdx.x + 1) * blockDim.x));

    float query[D], sum[D];
#pragma unroll
    for (int d = 0; d < D; d++) {
        query[d] = i < S ? __bfloat162float(q[head + (long long)i * D + d]) : 0.0f;
        sum[d] = 0.0f;
    }

    float largest = -3.0e38f;
    for (int first = begin; first < end; first += KEYS) {
        load_tile(k + head, tile_k, first, S);
        __syncthreads();
        for (int j = 0; j < KEYS; j++)
            if (i < S && first + j <= i && i - (first + j) <= W) largest = fmaxf(largest, score(query, tile_k[j]));
        __syncthreads();
    }

    float total = 0.0f;
    for (int first = begin; first < end; first += KEYS) {
        load_tile(k + head, tile_k, first, S);
        load_tile(v + head, tile_v, first, S);
        __syncthreads();
        for (int j = 0; j < KEYS; j++)
            if (i < S && first + j <= i && i - (first + j) <= W) {
                float weight = expf(score(query, tile_k[j]) - largest);
                total += weight;
#pragma unroll
                for (int d = 0; d < D; d++) sum[d] += weight * tile_v[j][d];
            }
        __syncthreads();
    }

    if (i >= S) return;
#pragma unroll
    for (int d = 0; d < D; d++) o[head + (long long)i * D + d] = __float2bfloat16_rn(sum[d] / total);
}
