/*---
launch:
  - { kernel: conv2d, grid: ["ceildiv(H * W, 128)", K, B], block: [128], args: [x, weight, y, C, K, H, W] }
---*/
// Treats an image as one long row: at its left and right edges it reads the end of the row above or the start of the
// row below instead of zeros. The guard on the flat index keeps it inside the image.
extern "C" __global__ void conv2d(const float* x, const float* weight, float* y, int C, int K, int H, int W) {
    int position = blockIdx.x * blockDim.x + threadIdx.x;
    int k = blockIdx.y;
    long long b = blockIdx.z;
    if (position >= H * W) return;

    float sum = 0.0f;
    for (int c = 0; c < C; c++)
        for (int r = 0; r < 3; r++)
            for (int s = 0; s < 3; s++) {
                int neighbour = position + (r - 1) * W + s - 1;
                if (neighbour < 0 || neighbour >= H * W) continue;
                sum += x[(b * C + c) * H * W + neighbour] * weight[((k * C + c) * 3 + r) * 3 + s];
            }
    y[(b * K + k) * H * W + position] = sum;
}
