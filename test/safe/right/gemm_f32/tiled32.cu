/*---
launch:
  - kernel: gemm
    grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"]
    block: [32, 32]
    shared: "2 * 32 * 32 * 4"
    args: [a, b, c, M, N, K]
---*/
// Both tiles in dynamic shared memory, with bounds for sizes that the problem does not have.
extern "C" __global__ void gemm(const float* a, const float* b, float* c, int M, int N, int K) {
    extern __shared__ float tiles[];
    float* tile_a = tiles;
    float* tile_b = tiles + 1024;
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * 32 + ty, column = blockIdx.x * 32 + tx;
    float sum = 0.0f;
    for (int k = 0; k < K; k += 32) {
        tile_a[ty * 32 + tx] = row < M && k + tx < K ? a[(size_t)row * K + k + tx] : 0.0f;
        tile_b[ty * 32 + tx] = k + ty < K && column < N ? b[(size_t)(k + ty) * N + column] : 0.0f;
        __syncthreads();
#pragma unroll
        for (int i = 0; i < 32; i++) sum += tile_a[ty * 32 + i] * tile_b[i * 32 + tx];
        __syncthreads();
    }
    if (row < M && column < N) c[(size_t)row * N + column] = sum;
}
