/*---
launch:
  - { kernel: conv2d, grid: ["ceildiv(H * W, 128)", K, B], block: [128], args: [x, weight, y, C, H, W] }
---*/
extern "C" __global__ void conv2d(const float* x, const float* weight, float* y, int C, int H, int W) {
    int position = blockIdx.x * blockDim.x + threadIdx.x, k = blockIdx.y, b = blockIdx.z;
    if (position >= H * W) return;
    int h = position / W, w = position % W;
    const float* filter = weight + k * C * 9;
    float sum = 0.0f;
    for (int c = 0; c < C; c++) {
        const float* image = x + (b * C + c) * H * W;
#pragma unroll
        for (int r = -1; r <= 1; r++)
#pragma unroll
            for (int s = -1; s <= 1; s++)
                if (h + r >= 0 && h + r < H && w + s >= 0 && w + s < W)
                    sum += image[(h + r) * W + w + s] * filter[c * 9 + (r + 1) * 3 + s + 1];
    }
    y[(b * gridDim.y + k) * H * W + position] = sum;
}
