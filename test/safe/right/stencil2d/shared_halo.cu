/*---
launch:
  - { kernel: stencil, grid: ["ceildiv(W, 32)", "ceildiv(H, 32)"], block: [32, 8], args: [x, y, H, W] }
---*/
extern "C" __global__ void stencil(const float* x, float* y, int H, int W) {
    __shared__ float tile[34][35];
    int first_row = blockIdx.y * 32 - 1, first_column = blockIdx.x * 32 - 1;
    for (int r = threadIdx.y; r < 34; r += 8)
        for (int c = threadIdx.x; c < 34; c += 32) {
            int row = first_row + r, column = first_column + c;
            bool inside = row >= 0 && row < H && column >= 0 && column < W;
            tile[r][c] = inside ? x[(size_t)row * W + column] : 0.0f;
        }
    __syncthreads();
    int c = threadIdx.x + 1;
    for (int r = threadIdx.y + 1; r <= 32; r += 8) {
        int row = first_row + r, column = first_column + c;
        if (row < H && column < W)
            y[(size_t)row * W + column] =
                0.5f * tile[r][c] + 0.125f * (tile[r - 1][c] + tile[r + 1][c] + tile[r][c - 1] + tile[r][c + 1]);
    }
}
