/*---
launch:
  - { kernel: matmul, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [32, 32], args: [a, b, c, M, N, K] }
---*/
// Two static tiles of 256 KB each are more than any multiprocessor has.
constexpr int TILE = 32;
constexpr int DEPTH = 2048;

extern "C" __global__ void matmul(const float* a, const float* b, float* c, int M, int N, int K) {
    __shared__ float tile_a[TILE][DEPTH];
    __shared__ float tile_b[DEPTH][TILE];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * TILE + ty, column = blockIdx.x * TILE + tx;

    float sum = 0.0f;
    for (int k = 0; k < K; k += DEPTH) {
        for (int i = tx; i < DEPTH; i += TILE)
            tile_a[ty][i] = row < M && k + i < K ? a[(long long)row * K + k + i] : 0.0f;
        for (int i = ty; i < DEPTH; i += TILE)
            tile_b[i][tx] = k + i < K && column < N ? b[(long long)(k + i) * N + column] : 0.0f;
        __syncthreads();
        for (int i = 0; i < DEPTH; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    if (row < M && column < N) c[(long long)row * N + column] = sum;
}
