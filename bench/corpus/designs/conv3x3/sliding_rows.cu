/*---
launch:
  - kernel: "conv_sliding<{{ROWS}}>"
    grid: ["ceildiv(W, {{X}})", "ceildiv(H, {{ROWS}})", "B * K"]
    block: [{{X}}]
    args: [x, weight, y, C, K, H, W]
---*/
/*=== design
summary: A thread goes down several rows, keeps their sums and reads every row of the image once.
variants:
  - { ROWS: 2, X: 32 }
  - { ROWS: 4, X: 64 }
  - { ROWS: 6, X: 32 }
  - { ROWS: 9, X: 64 }
wrong:
  - { why: The rows of the filter are taken from below., change: "int r = i - j;", to: "int r = 2 - (i - j);" }
faulty:
  - { why: Rows below the image are written., change: "if (top + j < H)", to: "if (w < W)", variant: 1 }
===*/
template <int ROWS>
__global__ void conv_sliding(const float* x, const float* weight, float* y, int C, int K, int H, int W) {
    int w = blockIdx.x * {{X}} + threadIdx.x, top = blockIdx.y * ROWS;
    int k = blockIdx.z % K, b = blockIdx.z / K;
    if (w >= W) return;
    float sum[ROWS] = {};
    for (int c = 0; c < C; c++) {
        const float* image = x + ((size_t)b * C + c) * H * W;
        const float* of_filter = weight + ((size_t)k * C + c) * 9;
        float f[9];
#pragma unroll
        for (int i = 0; i < 9; i++) f[i] = __ldg(of_filter + i);
#pragma unroll
        for (int i = 0; i < ROWS + 2; i++) {
            int row = top + i - 1;
            if (row < 0 || row >= H) continue;
            float left = w > 0 ? image[row * W + w - 1] : 0.0f;
            float middle = image[row * W + w];
            float right = w + 1 < W ? image[row * W + w + 1] : 0.0f;
#pragma unroll
            for (int j = 0; j < ROWS; j++) {
                int r = i - j;
                if (r >= 0 && r < 3) sum[j] += f[3 * r] * left + f[3 * r + 1] * middle + f[3 * r + 2] * right;
            }
        }
    }
#pragma unroll
    for (int j = 0; j < ROWS; j++)
        if (top + j < H) y[(((size_t)b * K + k) * H + top + j) * W + w] = sum[j];
}
