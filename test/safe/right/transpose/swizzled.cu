/*---
launch:
  - { kernel: transpose, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [256], args: [x, y, M, N] }
---*/
// Columns are exchanged by row instead of padded, so the tile takes 4 KB exactly.
__device__ int swizzled(int row, int column) { return row * 32 + (column ^ row); }

extern "C" __global__ void transpose(const float* x, float* y, int M, int N) {
    __shared__ float tile[1024];
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    int rows = blockIdx.y * 32, columns = blockIdx.x * 32;
#pragma unroll
    for (int k = warp; k < 32; k += 8)
        if (rows + k < M && columns + lane < N)
            tile[swizzled(k, lane)] = x[(size_t)(rows + k) * N + columns + lane];
    __syncthreads();
#pragma unroll
    for (int k = warp; k < 32; k += 8)
        if (columns + k < N && rows + lane < M)
            y[(size_t)(columns + k) * M + rows + lane] = tile[swizzled(lane, k)];
}
