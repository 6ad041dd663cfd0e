/*---
launch:
  - { kernel: layernorm_warp, grid: ["ceildiv(M, {{WARPS}})"], block: [{{THREADS}}], args: [x, weight, bias, y, M, N, eps] }
---*/
/*=== design
summary: A warp a row, sums by shuffles.
variants:
  - { WARPS: 2, THREADS: 64, UNROLL: 1 }
  - { WARPS: 4, THREADS: 128, UNROLL: 4 }
  - { WARPS: 8, THREADS: 256, UNROLL: 2 }
  - { WARPS: 16, THREADS: 512, UNROLL: 8 }
wrong:
  - { why: The mean is not subtracted from the result., change: "(in[n] - mean) * scale * weight[n]", to: "in[n] * scale * weight[n]" }
  - { why: Weight and bias have changed places., change: "scale * weight[n] + bias[n]", to: "scale * bias[n] + weight[n]" }
uncompilable:
  - { why: A type that is called otherwise in CUDA., change: "float squares = 0.0f;", to: "float32_t squares = 0.0f;" }
===*/
__device__ float warp_sum(float v) {
#pragma unroll
    for (int mask = 16; mask > 0; mask >>= 1) v += __shfl_xor_sync(0xffffffffu, v, mask);
    return v;
}

extern "C" __global__ void layernorm_warp(const float* __restrict__ x, const float* __restrict__ weight,
                                          const float* __restrict__ bias, float* __restrict__ y, int M, int N, float eps) {
    int row = blockIdx.x * {{WARPS}} + threadIdx.x / 32, lane = threadIdx.x % 32;
    if (row >= M) return;
    const float* in = x + (size_t)row * N;
    float sum = 0.0f;
#pragma unroll {{UNROLL}}
    for (int n = lane; n < N; n += 32) sum += in[n];
    float mean = warp_sum(sum) / N;
    float squares = 0.0f;
#pragma unroll {{UNROLL}}
    for (int n = lane; n < N; n += 32) squares = fmaf(in[n] - mean, in[n] - mean, squares);
    float scale = rsqrtf(warp_sum(squares) / N + eps);
#pragma unroll {{UNROLL}}
    for (int n = lane; n < N; n += 32) y[(size_t)row * N + n] = (in[n] - mean) * scale * weight[n] + bias[n];
}
