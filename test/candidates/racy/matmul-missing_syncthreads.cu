/*---
launch:
  - { kernel: matmul, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [32, 32], args: [a, b, c, M, N, K] }
---*/
// The barrier after the inner loop is missing: a warp that is ahead overwrites tiles that others still read.
constexpr int TILE = 32;

extern "C" __global__ void matmul(const float* a, const float* b, float* c, int M, int N, int K) {
    __shared__ float tile_a[TILE][TILE];
    __shared__ float tile_b[TILE][TILE];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * TILE + ty, column = blockIdx.x * TILE + tx;

    float sum = 0.0f;
    for (int k = 0; k < K; k += TILE) {
        tile_a[ty][tx] = row < M && k + tx < K ? a[(long long)row * K + k + tx] : 0.0f;
        tile_b[ty][tx] = k + ty < K && column < N ? b[(long long)(k + ty) * N + column] : 0.0f;
        __syncthreads();
        for (int i = 0; i < TILE; i++) sum += tile_a[ty][i] * tile_b[i][tx];
    }
    if (row < M && column < N) c[(long long)row * N + column] = sum;
}
