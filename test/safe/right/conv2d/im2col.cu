/*---
workspace:
  patches: { type: f32, shape: [B, "9 * C", "H * W"] }
launch:
  - kernel: unfold
    grid: ["ceildiv(H * W, 256)", "9 * C", B]
    block: [256]
    args: [x, patches, C, H, W]
  - kernel: gemm
    grid: ["ceildiv(H * W, 32)", "ceildiv(K, 32)", B]
    block: [32, 8]
    args: [weight, patches, y, K, "H * W", "9 * C"]
---*/
// Patches to columns of a matrix, and then a product of matrices for each image.
extern "C" __global__ void unfold(const float* x, float* patches, int C, int H, int W) {
    int position = blockIdx.x * 256 + threadIdx.x, line = blockIdx.y, b = blockIdx.z;
    if (position >= H * W) return;
    int row = position / W + line % 9 / 3 - 1, column = position % W + line % 3 - 1;
    bool inside = row >= 0 && row < H && column >= 0 && column < W;
    patches[((size_t)b * gridDim.y + line) * H * W + position] =
        inside ? x[((size_t)b * C + line / 9) * H * W + row * W + column] : 0.0f;
}

extern "C" __global__ void gemm(const float* a, const float* patches, float* y, int M, int N, int K) {
    __shared__ float tile_a[32][33], tile_b[32][32];
    const float* b = patches + (size_t)blockIdx.z * K * N;
    int tx = threadIdx.x, column = blockIdx.x * 32 + tx;
    float sum[4] = {};
    for (int k = 0; k < K; k += 32) {
        for (int r = threadIdx.y; r < 32; r += 8) {
            int row = blockIdx.y * 32 + r;
            tile_a[r][tx] = row < M && k + tx < K ? a[(size_t)row * K + k + tx] : 0.0f;
            tile_b[r][tx] = k + r < K && column < N ? b[(size_t)(k + r) * N + column] : 0.0f;
        }
        __syncthreads();
        for (int i = 0; i < 32; i++)
            for (int r = 0; r < 4; r++) sum[r] += tile_a[threadIdx.y + 8 * r][i] * tile_b[i][tx];
        __syncthreads();
    }
    for (int r = 0; r < 4; r++) {
        int row = blockIdx.y * 32 + threadIdx.y + 8 * r;
        if (row < M && column < N) y[((size_t)blockIdx.z * M + row) * N + column] = sum[r];
    }
}
