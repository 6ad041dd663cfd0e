/*---
launch:
  - { kernel: softmax, grid: ["ceildiv(M, 4)"], block: [32, 4], args: [x, y, M, N] }
---*/
constexpr float LOWEST = -3.402823466e38f;

// One warp for each row, one pass for maximum and sum together.
extern "C" __global__ void softmax(const float* x, float* y, int M, int N) {
    int row = blockIdx.x * blockDim.y + threadIdx.y;
    if (row >= M) return;
    const float* in = x + (long long)row * N;
    float* out = y + (long long)row * N;

    // A lane without elements must not start from -inf: -inf - -inf is NaN.
    float largest = LOWEST, sum = 0.0f;
    for (int n = threadIdx.x; n < N; n += 32) {
        float higher = fmaxf(largest, in[n]);
        sum = sum * __expf(largest - higher) + __expf(in[n] - higher);
        largest = higher;
    }
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2) {
        float other = __shfl_xor_sync(0xffffffffu, largest, offset);
        float other_sum = __shfl_xor_sync(0xffffffffu, sum, offset);
        float higher = fmaxf(largest, other);
        sum = sum * __expf(largest - higher) + other_sum * __expf(other - higher);
        largest = higher;
    }

    float scale = 1.0f / sum;
    for (int n = threadIdx.x; n < N; n += 32) out[n] = __expf(in[n] - largest) * scale;
}
