/*---
launch:
  - { kernel: transpose, grid: ["ceildiv(M, 32)", "ceildiv(N, 8)"], block: [32, 8], args: [x, y, M, N] }
---*/
// Stores are coalesced and loads are not.
extern "C" __global__ void transpose(const float* x, float* y, int M, int N) {
    int row = blockIdx.x * 32 + threadIdx.x, column = blockIdx.y * 8 + threadIdx.y;
    if (row < M && column < N) y[(size_t)column * M + row] = x[(size_t)row * N + column];
}
