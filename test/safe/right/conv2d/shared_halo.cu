/*---
launch:
  - kernel: conv2d
    grid: ["ceildiv(W, 16) * ceildiv(H, 16)", "ceildiv(K, 4)", B]
    block: [16, 16]
    args: [x, weight, y, C, K, H, W]
---*/
// A tile of the image with its border in shared memory, and four filters at once from there.
extern "C" __global__ void conv2d(const float* x, const float* weight, float* y, int C, int K, int H, int W) {
    __shared__ float tile[18][18], filters[4][9];
    int tx = threadIdx.x, ty = threadIdx.y, t = ty * 16 + tx, across = (W + 15) / 16;
    int w = blockIdx.x % across * 16 + tx, h = blockIdx.x / across * 16 + ty, first = blockIdx.y * 4, b = blockIdx.z;
    float sum[4] = {};
    for (int c = 0; c < C; c++) {
        const float* image = x + (size_t)(b * C + c) * H * W;
        for (int i = t; i < 18 * 18; i += 256) {
            int row = h - ty + i / 18 - 1, column = w - tx + i % 18 - 1;
            bool inside = row >= 0 && row < H && column >= 0 && column < W;
            tile[i / 18][i % 18] = inside ? image[row * W + column] : 0.0f;
        }
        if (t < 36) filters[t / 9][t % 9] = first + t / 9 < K ? weight[((first + t / 9) * C + c) * 9 + t % 9] : 0.0f;
        __syncthreads();
        for (int r = 0; r < 3; r++)
            for (int s = 0; s < 3; s++)
                for (int k = 0; k < 4; k++) sum[k] += tile[ty + r][tx + s] * filters[k][r * 3 + s];
        __syncthreads();
    }
    if (h < H && w < W)
        for (int k = 0; k < 4 && first + k < K; k++) y[((size_t)(b * K + first + k) * H + h) * W + w] = sum[k];
}
