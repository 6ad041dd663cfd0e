/*---
launch:
  - { kernel: conv_direct, grid: ["ceildiv(B * K * H * W, {{THREADS}})"], block: [{{THREADS}}], args: [x, weight, y, B, C, K, H, W] }
---*/
/*=== design
summary: A thread for each result, which works its place out of one index.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 512 }
wrong:
  - { why: The filter is flipped., change: "weight[((k * C + c) * 3 + r) * 3 + s]", to: "weight[((k * C + c) * 3 + 2 - r) * 3 + 2 - s]" }
  - { why: There is no padding on the left., change: "int column = w + s - 1;", to: "int column = w + s;" }
uncompilable:
  - { why: A loop without its type's name., change: "for (int s = 0; s < 3; s++)", to: "for (s = 0; s < 3; s++)" }
faulty:
  - { why: The image's edges are not looked at., change: "if (row < 0 || row >= H || column < 0 || column >= W) continue;", to: "" }
===*/
extern "C" __global__ void conv_direct(const float* x, const float* weight, float* y, int B, int C, int K, int H, int W) {
    int i = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (i >= B * K * H * W) return;
    int w = i % W, h = i / W % H, k = i / (W * H) % K, b = i / (W * H * K);
    float sum = 0.0f;
    for (int c = 0; c < C; c++) {
        for (int r = 0; r < 3; r++) {
            for (int s = 0; s < 3; s++) {
                int row = h + r - 1;
                int column = w + s - 1;
                if (row < 0 || row >= H || column < 0 || column >= W) continue;
                sum += x[((b * C + c) * H + row) * W + column] * weight[((k * C + c) * 3 + r) * 3 + s];
            }
        }
    }
    y[i] = sum;
}
