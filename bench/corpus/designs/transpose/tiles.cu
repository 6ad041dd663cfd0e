/*---
launch:
  - kernel: "transpose_tiles<{{TILE}}, {{ROWS}}, {{PAD}}>"
    grid: ["ceildiv(N, {{TILE}})", "ceildiv(M, {{TILE}})"]
    block: [{{TILE}}, {{ROWS}}]
    args: [x, y, M, N]
---*/
/*=== design
summary: Square tiles through shared memory.
variants:
  - { TILE: 32, ROWS: 8, PAD: 1 }
  - { TILE: 16, ROWS: 16, PAD: 1 }
  - { TILE: 32, ROWS: 32, PAD: 0 }
  - { TILE: 64, ROWS: 4, PAD: 1 }
wrong:
  - { why: The tile is written as it was read., change: "tile[threadIdx.x][j]", to: "tile[j][threadIdx.x]" }
  - { why: Rows are read with the pitch of the output., change: "x[(size_t)row * N + n]", to: "x[(size_t)row * M + n]" }
faulty:
  - why: A tile is one row too low.
    change: "__shared__ float tile[TILE][TILE + PAD];"
    to: "__shared__ float tile[TILE - 1][TILE + PAD];"
===*/
template <int TILE, int ROWS, int PAD>
__global__ void transpose_tiles(const float* x, float* y, int M, int N) {
    __shared__ float tile[TILE][TILE + PAD];
    int n = blockIdx.x * TILE + threadIdx.x;
    for (int j = threadIdx.y; j < TILE; j += ROWS) {
        int row = blockIdx.y * TILE + j;
        tile[j][threadIdx.x] = n < N && row < M ? x[(size_t)row * N + n] : 0.0f;
    }
    __syncthreads();
    int m = blockIdx.y * TILE + threadIdx.x;
    for (int j = threadIdx.y; j < TILE; j += ROWS) {
        int column = blockIdx.x * TILE + j;
        if (m < M && column < N) y[(size_t)column * M + m] = tile[threadIdx.x][j];
    }
}
