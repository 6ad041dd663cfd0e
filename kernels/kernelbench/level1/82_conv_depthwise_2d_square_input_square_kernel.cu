/*---
dims: { kernel_size: 3 }
launch:
  - kernel: depthwise
    grid: ["ceildiv(width - kernel_size + 1, 128) * ceildiv(height - kernel_size + 1, 8) * batch_size * in_channels"]
    block: [128]
    args: [conv2d_weight, x, out, in_channels, height, width]
---*/
// Hand-written. Each thread makes 8 outputs of one column of a plane and reads each row that they need once.
constexpr int R = 3, S = 3, LINES = 8, THREADS = 128;

extern "C" __global__ void __launch_bounds__(THREADS)
    depthwise(const float* weight, const float* x, float* out, int F, int H, int W) {
    int down = H - R + 1, across = W - S + 1;
    int pieces = (across + THREADS - 1) / THREADS, strips = (down + LINES - 1) / LINES;
    int place = blockIdx.x % pieces * THREADS + threadIdx.x;
    int first = blockIdx.x / pieces % strips * LINES;
    int plane = blockIdx.x / pieces / strips;
    if (place >= across) return;
    int f = plane % F;
    const float* from = x + (long long)(plane) * H * W + place;
    float* to = out + (long long)plane * down * across + place;
    float tap[R][S];
#pragma unroll
    for (int r = 0; r < R; r++)
#pragma unroll
        for (int s = 0; s < S; s++) tap[r][s] = weight[((long long)f * R + r) * S + s];

    float sum[LINES] = {};
#pragma unroll
    for (int n = 0; n < LINES + R - 1; n++) {
        float line[S];
#pragma unroll
        for (int s = 0; s < S; s++) line[s] = first + n < H ? from[(long long)(first + n) * W + s] : 0.0f;
#pragma unroll
        for (int r = 0; r < R; r++)
            if (n >= r && n - r < LINES) {
#pragma unroll
                for (int s = 0; s < S; s++) sum[n - r] += tap[r][s] * line[s];
            }
    }
#pragma unroll
    for (int n = 0; n < LINES; n++)
        if (first + n < down) to[(long long)(first + n) * across] = sum[n];
}
