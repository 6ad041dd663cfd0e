/*---
name: race_matmul
summary: Tiled matmul with both barriers and partial tiles at the edges.
dims: { M: 19, N: 21, K: 37 }
inputs:
  a: { type: f32, shape: [M, K] }
  b: { type: f32, shape: [K, N] }
outputs:
  c: { type: f32, shape: [M, N] }
launch:
  - { kernel: run, grid: ["ceildiv(N, 16)", "ceildiv(M, 16)"], block: [16, 16], args: [a, b, c, M, N, K] }
---*/
extern "C" __global__ void run(const float* a, const float* b, float* c, int M, int N, int K) {
    __shared__ float tile_a[16][16];
    __shared__ float tile_b[16][17];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * 16 + ty, column = blockIdx.x * 16 + tx;
    float sum = 0.0f;
    for (int k = 0; k < K; k += 16) {
        tile_a[ty][tx] = row < M && k + tx < K ? a[row * K + k + tx] : 0.0f;
        tile_b[ty][tx] = k + ty < K && column < N ? b[(k + ty) * N + column] : 0.0f;
        __syncthreads();
        for (int i = 0; i < 16; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    if (row < M && column < N) c[row * N + column] = sum;
}
