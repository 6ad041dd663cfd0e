/*---
launch:
  - { kernel: "matmul_tiled<{{TILE}}>", grid: ["ceildiv(N, {{TILE}})", "ceildiv(M, {{TILE}})"], block: [{{TILE}}, {{TILE}}], args: [a, b, c, M, N, K] }
---*/
/*=== design
summary: Square tiles of both matrices in shared memory.
variants:
  - { TILE: 8, PAD: 0 }
  - { TILE: 16, PAD: 1 }
  - { TILE: 32, PAD: 0 }
  - { TILE: 16, PAD: 0 }
wrong:
  - { why: The last tile along K is forgotten., change: "(K + TILE - 1) / TILE", to: "K / TILE" }
  - { why: One of the tiles is read the other way round., change: "tile_b[i][tx]", to: "tile_b[tx][i]", variant: 1 }
uncompilable:
  - { why: A shared tile whose size is no constant., change: "__shared__ float tile_a[TILE][TILE + {{PAD}}];", to: "__shared__ float tile_a[K][TILE + {{PAD}}];" }
  - { why: A missing semicolon., change: "float sum = 0.0f;", to: "float sum = 0.0f" }
faulty:
  - { why: The left tile is filled past the matrix., change: "row < M && k < K ? a[(size_t)row * K + k] : 0.0f", to: "a[(size_t)row * K + k]" }
===*/
template <int TILE>
__global__ void matmul_tiled(const float* a, const float* b, float* c, int M, int N, int K) {
    __shared__ float tile_a[TILE][TILE + {{PAD}}];
    __shared__ float tile_b[TILE][TILE + {{PAD}}];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * TILE + ty, column = blockIdx.x * TILE + tx;
    float sum = 0.0f;
    for (int step = 0; step < (K + TILE - 1) / TILE; step++) {
        int k = step * TILE + tx, l = step * TILE + ty;
        tile_a[ty][tx] = row < M && k < K ? a[(size_t)row * K + k] : 0.0f;
        tile_b[ty][tx] = l < K && column < N ? b[(size_t)l * N + column] : 0.0f;
        __syncthreads();
#pragma unroll
        for (int i = 0; i < TILE; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    if (row < M && column < N) c[(size_t)row * N + column] = sum;
}
