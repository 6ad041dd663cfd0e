/*---
launch:
  - { kernel: "cross_entropy_warp<{{WARPS}}>", grid: ["ceildiv(M, {{WARPS}})"], block: [32, {{WARPS}}], args: [x, label, loss, M, N] }
---*/
/*=== design
summary: A warp a row, maximum and sum in one pass.
variants:
  - { WARPS: 1 }
  - { WARPS: 4 }
  - { WARPS: 8 }
  - { WARPS: 16 }
wrong:
  - { why: Sums of lanes are added as if their maxima were the same., change: "sum * __expf(largest - larger) + other_sum * __expf(other - larger)", to: "sum + other_sum" }
  - { why: The logarithm is the common one., change: "__logf(sum)", to: "log10f(sum)" }
uncompilable:
  - { why: A structure without its semicolon., change: "constexpr float LOWEST = -3.0e38f;", to: "struct State { float largest, sum; } constexpr float LOWEST = -3.0e38f;" }
faulty:
  - { why: The loss goes to where the label was., change: "loss[row] =", to: "((float*)label)[row] =" }
===*/
constexpr float LOWEST = -3.0e38f;

template <int WARPS>
__global__ void cross_entropy_warp(const float* x, const int* label, float* loss, int M, int N) {
    int row = blockIdx.x * WARPS + threadIdx.y;
    if (row >= M) return;
    const float* in = x + (size_t)row * N;
    float largest = LOWEST, sum = 0.0f;
    for (int n = threadIdx.x; n < N; n += 32) {
        float larger = fmaxf(largest, in[n]);
        sum = sum * __expf(largest - larger) + __expf(in[n] - larger);
        largest = larger;
    }
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2) {
        float other = __shfl_xor_sync(0xffffffffu, largest, offset), other_sum = __shfl_xor_sync(0xffffffffu, sum, offset);
        float larger = fmaxf(largest, other);
        sum = sum * __expf(largest - larger) + other_sum * __expf(other - larger);
        largest = larger;
    }
    if (threadIdx.x == 0) loss[row] = __logf(sum) + largest - in[label[row]];
}
