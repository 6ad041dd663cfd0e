/*---
name: kernelbench_conv3d
summary: >-
  KernelBench's level 1, problem 54. Three-dimensional convolution as neural networks mean it, with a cube of edge R for
  a filter, no padding and no bias: x is [batch B, channels C, D, D, D], weight is [filters F, C, R, R, R], y is
  [B, F, D - R + 1, D - R + 1, D - R + 1].
dims: { B: 16, C: 3, F: 64, D: 64, R: 3 }
cases:
  small: { B: 2, C: 2, F: 9, D: 7, R: 3 }
inputs:
  x: { type: f32, shape: [B, C, D, D, D], fill: { normal: [0, 1] } }
  weight: { type: f32, shape: [F, C, R, R, R], fill: { uniform: [-0.1111, 0.1111] } }
outputs:
  y: { type: f32, shape: [B, F, "D - R + 1", "D - R + 1", "D - R + 1"] }
reduction: C * R * R * R
launch:
  - kernel: reference
    grid: ["ceildiv((D - R + 1) * (D - R + 1) * (D - R + 1), 64)", "ceildiv(F, 64)", B]
    block: [16, 16]
    args: [weight, x, y, F, "(D - R + 1) * (D - R + 1) * (D - R + 1)", "C * R * R * R", D, C, R]
work: { operations: "2 * B * F * (D - R + 1) * (D - R + 1) * (D - R + 1) * C * R * R * R", unit: f32 }
---*/
// The element of x that term i of the sum for position c takes.
__device__ long long at(int i, int c, int D, int R) {
    int E = D - R + 1;
    int plane = c / (E * E) + i / (R * R) % R, line = c / E % E + i / R % R, place = c % E + i % R;
    return (((long long)(i / (R * R * R)) * D + plane) * D + line) * D + place;
}

constexpr int TILE = 64;
constexpr int STEP = 16;

// 16 x 16 threads make a tile of 64 x 64, each a part of 4 x 4. Tiles of doubles: each value is converted once.
extern "C" __global__ void reference(const float* weight, const float* x, float* y, int M, int N, int K, int D, int C,
                                     int R) {
    __shared__ double tile_a[STEP][TILE + 1];
    __shared__ double tile_b[STEP][TILE];
    int t = threadIdx.y * 16 + threadIdx.x;
    int row = blockIdx.y * TILE, column = blockIdx.x * TILE;
    const float* image = x + (long long)blockIdx.z * C * D * D * D;

    double sum[4][4] = {};
    for (int k = 0; k < K; k += STEP) {
        for (int n = t; n < TILE * STEP; n += 256) {
            int r = row + n / STEP, i = k + n % STEP;
            tile_a[n % STEP][n / STEP] = r < M && i < K ? weight[(long long)r * K + i] : 0.0;
        }
        for (int n = t; n < TILE * STEP; n += 256) {
            int i = k + n / TILE, c = column + n % TILE;
            tile_b[n / TILE][n % TILE] = i < K && c < N ? image[at(i, c, D, R)] : 0.0;
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
