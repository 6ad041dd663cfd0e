/*---
launch:
  - { kernel: softmax, grid: [M], block: [256], args: [x, y, N] }
---*/
// Each warp divides by its own part of the sum: the parts of the block's eight warps are never put together. Nor are
// their maxima, which would be harmless by itself.
extern "C" __global__ void softmax(const float* x, float* y, int N) {
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    float largest = in[0], sum = 0.0f;
    for (int n = threadIdx.x; n < N; n += 256) largest = fmaxf(largest, in[n]);
    for (int offset = 16; offset > 0; offset /= 2)
        largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, offset));
    for (int n = threadIdx.x; n < N; n += 256) sum += expf(in[n] - largest);
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    for (int n = threadIdx.x; n < N; n += 256) out[n] = expf(in[n] - largest) / sum;
}
