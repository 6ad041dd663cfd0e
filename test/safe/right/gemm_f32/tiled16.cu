/*---
launch:
  - { kernel: "gemm<16>", grid: ["N / 16", "M / 16"], block: [16, 16], args: [a, b, c, N, K] }
---*/
template <int TILE>
__global__ void gemm(const float* a, const float* b, float* c, int N, int K) {
    __shared__ float tile_a[TILE][TILE], tile_b[TILE][TILE];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * TILE + ty, column = blockIdx.x * TILE + tx;
    float sum = 0.0f;
    for (int k = 0; k < K; k += TILE) {
        tile_a[ty][tx] = a[row * K + k + tx];
        tile_b[ty][tx] = b[(k + ty) * N + column];
        __syncthreads();
        for (int i = 0; i < TILE; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    c[row * N + column] = sum;
}
