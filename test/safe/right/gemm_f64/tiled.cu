/*---
launch:
  - { kernel: gemm, grid: ["N / 32", "M / 32"], block: [32, 8], args: [a, b, c, N, K] }
---*/
extern "C" __global__ void gemm(const double* a, const double* b, double* c, int N, int K) {
    __shared__ double tile_a[32][32], tile_b[32][32];
    int tx = threadIdx.x, ty = threadIdx.y;
    size_t row = blockIdx.y * 32 + ty, column = blockIdx.x * 32 + tx;
    double sum[4] = {};
    for (int k = 0; k < K; k += 32) {
        for (int r = 0; r < 32; r += 8) {
            tile_a[ty + r][tx] = a[(row + r) * K + k + tx];
            tile_b[ty + r][tx] = b[(size_t)(k + ty + r) * N + column];
        }
        __syncthreads();
        for (int i = 0; i < 32; i++)
            for (int r = 0; r < 4; r++) sum[r] += tile_a[ty + 8 * r][i] * tile_b[i][tx];
        __syncthreads();
    }
    for (int r = 0; r < 4; r++) c[(row + 8 * r) * N + column] = sum[r];
}
