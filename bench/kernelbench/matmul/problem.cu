/*---
name: kernelbench_matmul
summary: KernelBench's level 1, problem 1. The product of two square matrices in f32, c = a b, all row-major.
dims: { M: 4096, N: 4096, K: 4096 }
cases:
  small: { M: 37, N: 53, K: 61 }
inputs:
  a: { type: f32, shape: [M, K], fill: { normal: [0, 1] } }
  b: { type: f32, shape: [K, N], fill: { normal: [0, 1] } }
outputs:
  c: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 64)", "ceildiv(M, 64)"], block: [16, 16], args: [a, b, c, M, N, K] }
work: { operations: "2 * M * N * K", leastOperations: "M * N * K", unit: f32 }
---*/
constexpr int TILE = 64;
constexpr int STEP = 16;

// 16 x 16 threads make a tile of 64 x 64, each a part of 4 x 4. Tiles of doubles: each value is converted once.
extern "C" __global__ void reference(const float* a, const float* b, float* out, int M, int N, int K) {
    __shared__ double tile_a[STEP][TILE + 1];
    __shared__ double tile_b[STEP][TILE];
    int t = threadIdx.y * 16 + threadIdx.x;
    int row = blockIdx.y * TILE, column = blockIdx.x * TILE;

    double sum[4][4] = {};
    for (int k = 0; k < K; k += STEP) {
        for (int n = t; n < TILE * STEP; n += 256) {
            int r = row + n / STEP, i = k + n % STEP;
            tile_a[n % STEP][n / STEP] = r < M && i < K ? a[(long long)r * K + i] : 0.0;
        }
        for (int n = t; n < TILE * STEP; n += 256) {
            int i = k + n / TILE, c = column + n % TILE;
            tile_b[n / TILE][n % TILE] = i < K && c < N ? b[(long long)i * N + c] : 0.0;
        }
        __syncthreads();
        for (int i = 0; i < STEP; i++)
            for (int p = 0; p < 4; p++)
                for (int q = 0; q < 4; q++)
                    sum[p][q] += tile_a[i][threadIdx.y + 16 * p] * tile_b[i][threadIdx.x + 16 * q];
        __syncthreads();
    }
    for (int p = 0; p < 4; p++)
        for (int q = 0; q < 4; q++) {
            int r = row + threadIdx.y + 16 * p, c = column + threadIdx.x + 16 * q;
            if (r < M && c < N) out[(long long)r * N + c] = (float)sum[p][q];
        }
}
