/*---
launch:
  - { kernel: "cumsum_warp<{{WARPS}}>", grid: ["ceildiv(M, {{WARPS}})"], block: [32, {{WARPS}}], args: [x, y, M, N] }
---*/
/*=== design
summary: A warp a row, by shuffles, with a carry from 32 elements to the next.
variants:
  - { WARPS: 2 }
  - { WARPS: 4 }
  - { WARPS: 8 }
  - { WARPS: 1 }
wrong:
  - { why: The carry is taken of the first lane., change: "carry = __shfl_sync(FULL, v, 31);", to: "carry = __shfl_sync(FULL, v, 0);" }
uncompilable:
  - { why: A shuffle without its mask., change: "__shfl_up_sync(FULL, v, offset)", to: "__shfl_up_sync(v, offset)" }
===*/
constexpr unsigned FULL = 0xffffffffu;

template <int WARPS>
__global__ void cumsum_warp(const float* __restrict__ x, float* __restrict__ y, int M, int N) {
    int row = blockIdx.x * WARPS + threadIdx.y, lane = threadIdx.x;
    if (row >= M) return;
    float carry = 0.0f;
    for (int first = 0; first < N; first += 32) {
        int n = first + lane;
        float v = n < N ? x[(size_t)row * N + n] : 0.0f;
#pragma unroll
        for (int offset = 1; offset < 32; offset *= 2) {
            float before = __shfl_up_sync(FULL, v, offset);
            if (lane >= offset) v += before;
        }
        v += carry;
        if (n < N) y[(size_t)row * N + n] = v;
        carry = __shfl_sync(FULL, v, 31);
    }
}
