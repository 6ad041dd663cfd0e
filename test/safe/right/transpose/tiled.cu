/*---
launch:
  - { kernel: transpose, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [32, 8], args: [x, y, M, N] }
---*/
extern "C" __global__ void transpose(const float* x, float* y, int M, int N) {
    __shared__ float tile[32][32];
    int column = blockIdx.x * 32 + threadIdx.x;
    for (int k = threadIdx.y; k < 32; k += 8) {
        int row = blockIdx.y * 32 + k;
        if (row < M && column < N) tile[k][threadIdx.x] = x[(size_t)row * N + column];
    }
    __syncthreads();
    int out = blockIdx.y * 32 + threadIdx.x;
    for (int k = threadIdx.y; k < 32; k += 8) {
        int row = blockIdx.x * 32 + k;
        if (row < N && out < M) y[(size_t)row * M + out] = tile[threadIdx.x][k];
    }
}
