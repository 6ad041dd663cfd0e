/*---
launch:
  - kernel: "matmul_half_tiles<{{TILE}}, {{DEPTH}}>"
    grid: ["ceildiv(N, {{TILE}})", "ceildiv(M, {{TILE}})"]
    block: [{{TILE}}, {{TILE}}]
    args: [a, b, c, M, N, K]
---*/
/*=== design
summary: Tiles of pairs along K in shared memory, multiplied in f32.
variants:
  - { TILE: 16, DEPTH: 16 }
  - { TILE: 16, DEPTH: 32 }
  - { TILE: 32, DEPTH: 32 }
  - { TILE: 32, DEPTH: 16 }
wrong:
  - { why: The second of each pair is not multiplied., change: "sum += l.x * r.x + l.y * r.y;", to: "sum += l.x * r.x;" }
uncompilable:
  - { why: Half precision has no conversion by this name., change: "c[(size_t)row * N + column] = __float2half(sum);", to: "c[(size_t)row * N + column] = to_half(sum);" }
faulty:
  - { why: The tile of b is filled past the matrix., change: "k < K && n < N ? b[(size_t)k * N + n] : zero", to: "n < N ? b[(size_t)k * N + n] : zero", variant: 1 }
===*/
#include <cuda_fp16.h>

template <int TILE, int DEPTH>
__global__ void matmul_half_tiles(const __half* a, const __half* b, __half* c, int M, int N, int K) {
    __shared__ __half2 left[TILE][DEPTH / 2 + 1], right[TILE][DEPTH / 2 + 1];
    int t = threadIdx.y * TILE + threadIdx.x;
    int row = blockIdx.y * TILE + threadIdx.y, column = blockIdx.x * TILE + threadIdx.x;
    const __half zero = __float2half(0.0f);
    float sum = 0.0f;
    for (int step = 0; step < K; step += DEPTH) {
        for (int i = t; i < TILE * DEPTH; i += TILE * TILE) {
            int m = blockIdx.y * TILE + i / DEPTH, k = step + i % DEPTH;
            ((__half*)left[i / DEPTH])[i % DEPTH] = m < M && k < K ? a[(size_t)m * K + k] : zero;
        }
        for (int i = t; i < TILE * DEPTH; i += TILE * TILE) {
            int n = blockIdx.x * TILE + i % TILE, k = step + i / TILE;
            ((__half*)right[i % TILE])[i / TILE] = k < K && n < N ? b[(size_t)k * N + n] : zero;
        }
        __syncthreads();
#pragma unroll
        for (int i = 0; i < DEPTH / 2; i++) {
            float2 l = __half22float2(left[threadIdx.y][i]), r = __half22float2(right[threadIdx.x][i]);
            sum += l.x * r.x + l.y * r.y;
        }
        __syncthreads();
    }
    if (row < M && column < N) c[(size_t)row * N + column] = __float2half(sum);
}
