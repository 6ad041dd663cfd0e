/*---
launch:
  - { kernel: "softmax_online<{{WARPS}}>", grid: ["ceildiv(M, {{WARPS}})"], block: [32, {{WARPS}}], args: [x, y, M, N] }
---*/
/*=== design
summary: A warp a row with maximum and sum in one pass.
variants:
  - { WARPS: 2 }
  - { WARPS: 4 }
  - { WARPS: 8 }
  - { WARPS: 16 }
wrong:
  - { why: The sum is not rescaled when the maximum grows., change: "sum = sum * __expf(largest - larger) + __expf(in[n] - larger);", to: "sum = sum + __expf(in[n] - larger);" }
uncompilable:
  - { why: An argument is missing., change: "__shfl_xor_sync(FULL, sum, offset)", to: "__shfl_xor_sync(FULL, sum)" }
===*/
constexpr unsigned FULL = 0xffffffffu;
constexpr float LOWEST = -3.0e38f;

template <int WARPS>
__global__ void softmax_online(const float* x, float* y, int M, int N) {
    int row = blockIdx.x * WARPS + threadIdx.y, lane = threadIdx.x;
    if (row >= M) return;
    const float* in = x + (size_t)row * N;
    float largest = LOWEST, sum = 0.0f;
    for (int n = lane; n < N; n += 32) {
        float larger = fmaxf(largest, in[n]);
        sum = sum * __expf(largest - larger) + __expf(in[n] - larger);
        largest = larger;
    }
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2) {
        float other = __shfl_xor_sync(FULL, largest, offset);
        float other_sum = __shfl_xor_sync(FULL, sum, offset);
        float larger = fmaxf(largest, other);
        sum = sum * __expf(largest - larger) + other_sum * __expf(other - larger);
        largest = larger;
    }
    float scale = 1.0f / sum;
    for (int n = lane; n < N; n += 32) y[(size_t)row * N + n] = __expf(in[n] - largest) * scale;
}
