/*---
name: conv2d
summary: >-
  Two-dimensional convolution as neural networks mean it (cross-correlation, the filter is not flipped), 3 x 3, stride
  1, zero padding of 1 on each side, no bias. x is [batch B, channels C, height H, width W], weight is [filters K,
  channels C, 3, 3], y is [B, K, H, W], all row-major. y[b, k, h, w] adds x[b, c, h + r - 1, w + s - 1] *
  weight[k, c, r, s] over all c, r and s; positions outside the image count as 0.
dims: { B: 16, C: 64, K: 128, H: 56, W: 56 }
cases:
  small: { B: 2, C: 3, K: 5, H: 11, W: 13 }
limits: { B: any, C: any, K: any, H: any, W: any }
inputs:
  x: { type: f32, shape: [B, C, H, W], fill: { normal: [0, 1] } }
  weight: { type: f32, shape: [K, C, 3, 3], fill: { normal: [0, 0.1] } }
outputs:
  y: { type: f32, shape: [B, K, H, W] }
launch:
  - { kernel: reference, grid: ["ceildiv(H * W, 128)", K, B], block: [128], args: [x, weight, y, C, H, W] }
work: { operations: "18 * B * K * C * H * W", unit: f32 }
---*/
extern "C" __global__ void reference(const float* x, const float* weight, float* y, int C, int H, int W) {
    int position = blockIdx.x * blockDim.x + threadIdx.x;
    int k = blockIdx.y, K = gridDim.y;
    long long b = blockIdx.z;
    if (position >= H * W) return;
    int h = position / W, w = position % W;

    double sum = 0.0;
    for (int c = 0; c < C; c++)
        for (int r = 0; r < 3; r++)
            for (int s = 0; s < 3; s++) {
                int row = h + r - 1, column = w + s - 1;
                if (row < 0 || row >= H || column < 0 || column >= W) continue;
                sum += (double)x[((b * C + c) * H + row) * W + column] * weight[((k * C + c) * 3 + r) * 3 + s];
            }
    y[((b * K + k) * H + h) * W + w] = (float)sum;
}
