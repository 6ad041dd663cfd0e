/*---
launch:
  - { kernel: "argmax_warp<{{WARPS}}>", grid: ["ceildiv(M, {{WARPS}})"], block: [32, {{WARPS}}], args: [x, index, M, N] }
---*/
/*=== design
summary: A warp a row; value and index are exchanged together.
variants:
  - { WARPS: 2 }
  - { WARPS: 4 }
  - { WARPS: 8 }
  - { WARPS: 16 }
wrong:
  - { why: The maximum begins at zero., change: "float largest = -INFINITY;", to: "float largest = 0.0f;" }
  - { why: Ties are decided for the higher index., change: "other_best < best", to: "other_best > best" }
uncompilable:
  - { why: A result in a void function., change: "if (row >= M) return;", to: "if (row >= M) return 0;" }
===*/
#define INFINITY __int_as_float(0x7f800000)

template <int WARPS>
__global__ void argmax_warp(const float* __restrict__ x, int* __restrict__ index, int M, int N) {
    int row = blockIdx.x * WARPS + threadIdx.y;
    if (row >= M) return;
    const float* in = x + (size_t)row * N;
    float largest = -INFINITY;
    int best = 0x7fffffff;
    for (int n = threadIdx.x; n < N; n += 32) {
        float v = in[n];
        if (v > largest) {
            largest = v;
            best = n;
        }
    }
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2) {
        float other = __shfl_down_sync(0xffffffffu, largest, offset);
        int other_best = __shfl_down_sync(0xffffffffu, best, offset);
        if (other > largest || (other == largest && other_best < best)) {
            largest = other;
            best = other_best;
        }
    }
    if (threadIdx.x == 0) index[row] = best;
}
