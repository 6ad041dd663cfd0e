/*---
name: conv3x3
summary: >-
  Convolution as neural networks mean it, 3 x 3, stride 1, zero padding of 1, no bias: x is [B, C, H, W], weight is
  [K, C, 3, 3], y is [B, K, H, W], all row-major. y[b, k, h, w] adds x[b, c, h + r - 1, w + s - 1] * weight[k, c, r, s] over
  all c, r and s; positions outside the image count as 0.
dims: { B: 8, C: 12, K: 20, H: 54, W: 58 }
cases:
  small: { B: 2, C: 3, K: 5, H: 11, W: 13 }
  aligned: { B: 1, C: 4, K: 8, H: 18, W: 20 }
limits: { B: any, C: any, K: any, H: any, W: any }
inputs:
  x: { type: f32, shape: [B, C, H, W], fill: { normal: [0, 1] } }
  weight: { type: f32, shape: [K, C, 3, 3], fill: { normal: [0, 0.2] } }
outputs:
  y: { type: f32, shape: [B, K, H, W] }
reduction: "9 * C"
launch:
  - { kernel: reference, grid: ["ceildiv(H * W, 128)", K, B], block: [128], args: [x, weight, y, C, H, W] }
---*/
extern "C" __global__ void reference(const float* x, const float* weight, float* y, int C, int H, int W) {
    int position = blockIdx.x * 128 + threadIdx.x, k = blockIdx.y, K = gridDim.y, b = blockIdx.z;
    if (position >= H * W) return;
    int h = position / W, w = position % W;
    double sum = 0.0;
    for (int c = 0; c < C; c++)
        for (int r = 0; r < 3; r++)
            for (int s = 0; s < 3; s++) {
                int row = h + r - 1, column = w + s - 1;
                if (row < 0 || row >= H || column < 0 || column >= W) continue;
                sum += (double)x[(((size_t)b * C + c) * H + row) * W + column] * weight[((k * C + c) * 3 + r) * 3 + s];
            }
    y[((size_t)b * K + k) * H * W + position] = (float)sum;
}
