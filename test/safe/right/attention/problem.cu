/*---
name: attention
summary: Attention without a mask in single precision, heads of 64; S is a multiple of 32.
dims: { H: 16, S: 2048, D: 64 }
cases:
  small: { H: 2, S: 64 }
inputs:
  q: { type: f32, shape: [H, S, D] }
  k: { type: f32, shape: [H, S, D] }
  v: { type: f32, shape: [H, S, D] }
outputs:
  o: { type: f32, shape: [H, S, D] }
launch:
  - { kernel: reference, grid: ["S / 32", H], block: [32], args: [q, k, v, o, S] }
work: { operations: "4 * H * S * S * D", unit: f32 }
tolerance: { relative: 1.0e-3, absolute: 1.0e-3 }
---*/
constexpr int D = 64;
__device__ float score(const float* q, const float* k) {
    float dot = 0.0f;
    for (int d = 0; d < D; d++) dot += q[d] * k[d];
    return dot * 0.125f;
}
extern "C" __global__ void reference(const float* q, const float* k, const float* v, float* o, int S) {
    size_t head = (size_t)blockIdx.y * S * D, own = head + (size_t)(blockIdx.x * 32 + threadIdx.x) * D;
    float largest = -3.0e38f, query[D];
    for (int d = 0; d < D; d++) query[d] = q[own + d];
    for (int j = 0; j < S; j++) largest = fmaxf(largest, score(query, k + head + (size_t)j * D));
    double total = 0.0, sum[D] = {};
    for (int j = 0; j < S; j++) {
        float weight = expf(score(query, k + head + (size_t)j * D) - largest);
        total += weight;
        for (int d = 0; d < D; d++) sum[d] += weight * v[head + (size_t)j * D + d];
    }
    for (int d = 0; d < D; d++) o[own + d] = (float)(sum[d] / total);
}
