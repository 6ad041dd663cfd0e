/*---
launch:
  - { kernel: matmul, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [32, 32], args: [a, b, c, M, N, K] }
---*/
// Takes a for a K x M matrix: every index stays inside it, and the product is that of another matrix.
constexpr int TILE = 32;

extern "C" __global__ void matmul(const float* a, const float* b, float* c, int M, int N, int K) {
    __shared__ float tile_a[TILE][TILE];
    __shared__ float tile_b[TILE][TILE];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * TILE + ty, column = blockIdx.x * TILE + tx;

    float sum = 0.0f;
    for (int k = 0; k < K; k += TILE) {
        tile_a[ty][tx] = row < M && k + tx < K ? a[(long long)(k + tx) * M + row] : 0.0f;
        tile_b[ty][tx] = k + ty < K && column < N ? b[(long long)(k + ty) * N + column] : 0.0f;
        __syncthreads();
        for (int i = 0; i < TILE; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    if (row < M && column < N) c[(long long)row * N + column] = sum;
}
