/*---
name: kernelbench_conv1d
summary: >-
  KernelBench's level 1, problem 67. One-dimensional convolution as neural networks mean it, without bias: x is
  [batch B, channels C, length L], weight is [filters F, channels C, R], y is [B, F, L - R + 1], and y[b, f, l] adds
  x[b, c, l + r] * weight[f, c, r] over all c and r.
dims: { B: 32, C: 64, F: 128, L: 131072, R: 3 }
cases:
  small: { B: 2, C: 5, F: 9, L: 71, R: 3 }
inputs:
  x: { type: f32, shape: [B, C, L], fill: { normal: [0, 1] } }
  weight: { type: f32, shape: [F, C, R], fill: { uniform: [-0.0722, 0.0722] } }
outputs:
  y: { type: f32, shape: [B, F, "L - R + 1"] }
reduction: C * R
launch:
  - kernel: reference
    grid: ["ceildiv(L - R + 1, 64)", "ceildiv(F, 64)", B]
    block: [16, 16]
    args: [weight, x, y, F, "L - R + 1", "C * R", L, C, R]
work: { operations: "2 * B * F * (L - R + 1) * C * R", unit: f32 }
---*/
constexpr int TILE = 64;
constexpr int STEP = 16;

// 16 x 16 threads make a tile of 64 x 64, each a part of 4 x 4. Tiles of doubles: each value is converted once.
extern "C" __global__ void reference(const float* weight, const float* x, float* y, int M, int N, int K, int L, int C,
                                     int R) {
    __shared__ double tile_a[STEP][TILE + 1];
    __shared__ double tile_b[STEP][TILE];
    int t = threadIdx.y * 16 + threadIdx.x;
    int row = blockIdx.y * TILE, column = blockIdx.x * TILE;

    double sum[4][4] = {};
    for (int k = 0; k < K; k += STEP) {
        for (int n = t; n < TILE * STEP; n += 256) {
            int r = row + n / STEP, i = k + n % STEP;
            tile_a[n % STEP][n / STEP] = r < M && i < K ? weight[(long long)r * K + i] : 0.0;
        }
        for (int n = t; n < TILE * STEP; n += 256) {
            int i = k + n / TILE, c = column + n % TILE;
            tile_b[n / TILE][n % TILE] = i < K && c < N ? x[((long long)blockIdx.z * C + i / R) * L + c + i % R] : 0.0;
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
            if (r < M && c < N) y[((long long)blockIdx.z * M + r) * N + c] = (float)sum[p][q];
        }
}
