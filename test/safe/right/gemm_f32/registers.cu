/*---
launch:
  - { kernel: gemm, grid: ["N / 64", "M / 64"], block: [16, 16], args: [a, b, c, N, K] }
---*/
// Every thread has 4 x 4 results, 16 apart, in registers.
constexpr int TILE = 64, STEP = 16;

extern "C" __global__ void gemm(const float* a, const float* b, float* c, int N, int K) {
    __shared__ float tile_a[TILE][STEP + 1], tile_b[STEP][TILE];
    int tx = threadIdx.x, ty = threadIdx.y, t = ty * 16 + tx;
    const float* rows = a + (size_t)blockIdx.y * TILE * K;
    const float* columns = b + blockIdx.x * TILE;
    float sum[4][4] = {};
    for (int k = 0; k < K; k += STEP) {
        for (int i = t; i < TILE * STEP; i += 256) {
            tile_a[i / STEP][i % STEP] = rows[(size_t)(i / STEP) * K + k + i % STEP];
            tile_b[i / TILE][i % TILE] = columns[(size_t)(k + i / TILE) * N + i % TILE];
        }
        __syncthreads();
#pragma unroll
        for (int i = 0; i < STEP; i++) {
            float left[4], right[4];
#pragma unroll
            for (int m = 0; m < 4; m++) left[m] = tile_a[ty + 16 * m][i];
#pragma unroll
            for (int n = 0; n < 4; n++) right[n] = tile_b[i][tx + 16 * n];
#pragma unroll
            for (int m = 0; m < 4; m++)
#pragma unroll
                for (int n = 0; n < 4; n++) sum[m][n] += left[m] * right[n];
        }
        __syncthreads();
    }
#pragma unroll
    for (int m = 0; m < 4; m++)
#pragma unroll
        for (int n = 0; n < 4; n++)
            c[(size_t)(blockIdx.y * TILE + ty + 16 * m) * N + blockIdx.x * TILE + tx + 16 * n] = sum[m][n];
}
