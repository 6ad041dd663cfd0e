/*---
name: attention_alibi
summary: >-
  Scaled dot-product attention in bf16 with linear biases (ALiBi) and without a mask. q, k, v and o are [batch B,
  heads H, sequence S, head size D], row-major; D is 64 in every case. The score of query i and key j in head h,
  counted from 0, is q[i] . k[j] / sqrt(D) + 2^(-8 (h + 1) / H) * (j - i); o[i] is the sum of softmax_j(score) * v[j]
  over all keys j, later ones included. Scores, softmax and sums are f32, the result is rounded to bf16 once. S is any
  positive number, not only a multiple of a tile.
dims: { B: 4, H: 16, S: 4096, D: 64 }
cases:
  small: { B: 1, H: 2, S: 67 }
  short: { B: 2, H: 3, S: 5 }
limits: { B: any, H: any, S: any, D: 64 }
inputs:
  q: { type: bf16, shape: [B, H, S, D], fill: { normal: [0, 1] } }
  k: { type: bf16, shape: [B, H, S, D], fill: { normal: [0, 1] } }
  v: { type: bf16, shape: [B, H, S, D], fill: { normal: [0, 1] } }
outputs:
  o: { type: bf16, shape: [B, H, S, D] }
launch:
  - { kernel: reference, grid: ["ceildiv(S, 128)", "B * H"], block: [128], args: [q, k, v, o, S, H] }
# The usual fast way rounds the weights to bf16 before the second product.
precision: bf16
reduction: S
# Two products of D multiply-adds for each of the S * S pairs. No least number and not all bytes: the bias leaves keys
# far from the last without weight, so a right kernel may look at all keys and then leave many products and values out.
work: { operations: "4 * B * H * S * S * D", bytes: "4 * B * H * S * D", unit: bf16 }
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

__device__ float score(const float (&query)[D], const float* key, int i, int j, float slope) {
    float dot = 0.0f;
#pragma unroll
    for (int d = 0; d < D; d++) dot += query[d] * key[d];
    return dot * 0.125f + slope * (float)(j - i);
}

// One thread for each query: a first pass over its keys finds the largest score, a second one sums.
extern "C" __global__ void reference(const __nv_bfloat16* q, const __nv_bfloat16* k, const __nv_bfloat16* v,
                                     __nv_bfloat16* o, int S, int H) {
    __shared__ float tile_k[KEYS][D];
    __shared__ float tile_v[KEYS][D];
    long long head = (long long)blockIdx.y * S * D;
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    float slope = exp2f(-8.0f * (float)(blockIdx.y % H + 1) / (float)H);

    float query[D], sum[D];
#pragma unroll
    for (int d = 0; d < D; d++) {
        query[d] = i < S ? __bfloat162float(q[head + (long long)i * D + d]) : 0.0f;
        sum[d] = 0.0f;
    }

    float largest = -3.0e38f;
    for (int first = 0; first < S; first += KEYS) {
        load_tile(k + head, tile_k, first, S);
        __syncthreads();
        for (int j = 0; j < KEYS; j++)
            if (first + j < S) largest = fmaxf(largest, score(query, tile_k[j], i, first + j, slope));
        __syncthreads();
    }

    float total = 0.0f;
    for (int first = 0; first < S; first += KEYS) {
        load_tile(k + head, tile_k, first, S);
        load_tile(v + head, tile_v, first, S);
        __syncthreads();
        for (int j = 0; j < KEYS; j++)
            if (first + j < S) {
                float weight = expf(score(query, tile_k[j], i, first + j, slope) - largest);
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
