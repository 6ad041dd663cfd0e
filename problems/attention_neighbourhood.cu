/*---
name: attention_neighbourhood
summary: >-
  Two-dimensional neighbourhood attention (NATTEN) in bf16. q, k, v and o are [batch B, heads H, rows Y, columns X,
  head size D], row-major; D is 64 in every case. For each batch and head, the output at (y, x) is the sum of
  softmax(q[y, x] . k[r, c] / sqrt(D)) * v[r, c] over the positions with |r - cy| <= R and |c - cx| <= R, where cy =
  min(max(y, R), Y - 1 - R) and cx = min(max(x, R), X - 1 - R): the window of 2 R + 1 rows and columns is moved
  inwards at the edges of the canvas, not cut off. A canvas that is smaller than the window is seen whole in that
  direction. Scores, softmax and sums are f32, the result is rounded to bf16 once.
dims: { B: 4, H: 16, Y: 64, X: 64, R: 6, D: 64 }
cases:
  small: { B: 1, H: 2, Y: 11, X: 7, R: 2 }
  short: { B: 2, H: 1, Y: 3, X: 9, R: 2 }
limits: { B: any, H: any, Y: any, X: any, R: any, D: 64 }
inputs:
  q: { type: bf16, shape: [B, H, Y, X, D], fill: { normal: [0, 1] } }
  k: { type: bf16, shape: [B, H, Y, X, D], fill: { normal: [0, 1] } }
  v: { type: bf16, shape: [B, H, Y, X, D], fill: { normal: [0, 1] } }
outputs:
  o: { type: bf16, shape: [B, H, Y, X, D] }
launch:
  - { kernel: reference, grid: ["ceildiv(Y * X, 128)", "B * H"], block: [128], args: [q, k, v, o, Y, X, R] }
# The usual fast way rounds the weights to bf16 before the second product.
precision: bf16
reduction: "min(2 * R + 1, Y) * min(2 * R + 1, X)"
# Two products of D multiply-adds for each pair that the window leaves. At least half of them, as in matmul.
work:
  operations: "4 * B * H * D * Y * X * min(2 * R + 1, Y) * min(2 * R + 1, X)"
  leastOperations: "2 * B * H * D * Y * X * min(2 * R + 1, Y) * min(2 * R + 1, X)"
  unit: bf16
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
                                     __nv_bfloat16* o, int Y, int X, int R) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= Y * X) return;
    long long head = (long long)blockIdx.y * Y * X * D;
    int centre_y = min(max(i / X, R), Y - 1 - R), centre_x = min(max(i % X, R), X - 1 - R);
    int top = max(centre_y - R, 0), bottom = min(centre_y + R, Y - 1);
    int left = max(centre_x - R, 0), right = min(centre_x + R, X - 1);

    float query[D], sum[D];
#pragma unroll
    for (int d = 0; d < D; d++) {
        query[d] = __bfloat162float(q[head + (long long)i * D + d]);
        sum[d] = 0.0f;
    }

    float largest = -3.0e38f;
    for (int row = top; row <= bottom; row++)
        for (int column = left; column <= right; column++)
            largest = fmaxf(largest, score(query, k + head + ((long long)row * X + column) * D));

    float total = 0.0f;
    for (int row = top; row <= bottom; row++)
        for (int column = left; column <= right; column++) {
            long long at = head + ((long long)row * X + column) * D;
            float weight = expf(score(query, k + at) - largest);
            total += weight;
#pragma unroll
            for (int d = 0; d < D; d++) sum[d] += weight * __bfloat162float(v[at + d]);
        }

#pragma unroll
    for (int d = 0; d < D; d++) o[head + (long long)i * D + d] = __float2bfloat16_rn(sum[d] / total);
}
