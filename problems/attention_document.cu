/*---
name: attention_document
summary: >-
  Scaled dot-product attention in bf16 over sequences into which several documents were packed. q, k, v and o are
  [batch B, heads H, sequence S, head size D], row-major; D is 64 in every case. starts is [B, S]: a new document
  begins at each position where it is true, and at position 0 whatever starts[0] says; the document of a position is
  the number of beginnings up to and including it, so documents are contiguous and of any length. For each batch and
  head, o[i] is the sum of softmax_j(q[i] . k[j] / sqrt(D)) * v[j] over all keys j of query i's own document, later
  ones included. Scores, softmax and sums are f32, the result is rounded to bf16 once. S is any positive number, not
  only a multiple of a tile.
dims: { B: 4, H: 16, S: 4096, D: 64 }
cases:
  small: { B: 2, H: 1, S: 131 }
  short: { B: 2, H: 3, S: 5 }
limits: { B: any, H: any, S: any, D: 64 }
inputs:
  q: { type: bf16, shape: [B, H, S, D], fill: { normal: [0, 1] } }
  k: { type: bf16, shape: [B, H, S, D], fill: { normal: [0, 1] } }
  v: { type: bf16, shape: [B, H, S, D], fill: { normal: [0, 1] } }
  starts: { type: bool, shape: [B, S], fill: { bernoulli: 0.004 } }
outputs:
  o: { type: bf16, shape: [B, H, S, D] }
launch:
  - { kernel: reference, grid: ["ceildiv(S, 128)", "B * H"], block: [128], args: [q, k, v, starts, o, S, H] }
# The usual fast way rounds the weights to bf16 before the second product.
precision: bf16
reduction: S
# Two products of D multiply-adds for each pair within a document. Documents are 250 positions long and a
# position is in one of 500, on average. No least number: how many pairs there are is drawn. A document of one
# position needs its value alone, so not all of q and k has to be read.
work: { operations: "4 * B * H * S * min(S, 500) * D", bytes: "4 * B * H * S * D", unit: bf16 }
---*/
#include <cuda_bf16.h>

constexpr int D = 64;

__device__ float score(const float (&query)[D], const __nv_bfloat16* key) {
    float dot = 0.0f;
#pragma unroll
    for (int d = 0; d < D; d++) dot += query[d] * __bfloat162float(key[d]);
    return dot * 0.125f;
}

// One thread for each query: a first pass over its keys finds the largest score, a second one sums.
extern "C" __global__ void reference(const __nv_bfloat16* q, const __nv_bfloat16* k, const __nv_bfloat16* v,
                                     const bool* starts, __nv_bfloat16* o, int S, int H) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
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

    float largest = -3.0e38f;
    for (int j = begin; j < end; j++) largest = fmaxf(largest, score(query, k + head + (long long)j * D));

    float total = 0.0f;
    for (int j = begin; j < end; j++) {
        long long at = head + (long long)j * D;
        float weight = expf(score(query, k + at) - largest);
        total += weight;
#pragma unroll
        for (int d = 0; d < D; d++) sum[d] += weight * __bfloat162float(v[at + d]);
    }

#pragma unroll
    for (int d = 0; d < D; d++) o[head + (long long)i * D + d] = __float2bfloat16_rn(sum[d] / total);
}
