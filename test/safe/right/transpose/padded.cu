/*---
launch:
  - { kernel: "transpose<64>", grid: ["ceildiv(N, 64)", "ceildiv(M, 64)"], block: [64, 4], args: [x, y, M, N] }
---*/
// One column of padding: a column of the tile then lies in as many banks as it has rows.
template <int TILE>
__global__ void transpose(const float* x, float* y, int M, int N) {
    __shared__ float tile[TILE][TILE + 1];
    int column = blockIdx.x * TILE + threadIdx.x;
    for (int k = threadIdx.y; k < TILE; k += blockDim.y) {
        int row = blockIdx.y * TILE + k;
        if (row < M && column < N) tile[k][threadIdx.x] = x[(size_t)row * N + column];
    }
    __syncthreads();
    int out = blockIdx.y * TILE + threadIdx.x;
    for (int k = threadIdx.y; k < TILE; k += blockDim.y) {
        int row = blockIdx.x * TILE + k;
        if (row < N && out < M) y[(size_t)row * M + out] = tile[threadIdx.x][k];
    }
}
