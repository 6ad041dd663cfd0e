/*---
launch:
  - kernel: stencil
    grid: ["ceildiv(W, 32)", "ceildiv(H, 4)", "ceildiv(D, 2)"]
    block: [32, 4, 2]
    args: [x, y, D, H, W]
---*/
extern "C" __global__ void stencil(const float* x, float* y, int D, int H, int W) {
    int k = blockIdx.x * 32 + threadIdx.x, j = blockIdx.y * 4 + threadIdx.y, i = blockIdx.z * 2 + threadIdx.z;
    if (k >= W || j >= H || i >= D) return;
    int at = (i * H + j) * W + k;
    if (i == 0 || i == D - 1 || j == 0 || j == H - 1 || k == 0 || k == W - 1) {
        y[at] = x[at];
        return;
    }
    float around = x[at - 1] + x[at + 1] + x[at - W] + x[at + W] + x[at - H * W] + x[at + H * W];
    y[at] = 0.4f * x[at] + 0.1f * around;
}
