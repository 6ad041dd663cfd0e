/*---
dims: { kernel_size: 3, stride: 2, padding: 1 }
launch:
  - kernel: pool
    grid: ["batch_size * channels * ceildiv(depth, 32) * ceildiv(height, 4) * ceildiv(width, 256)"]
    block: [128, 2]
    args: [x, out, depth, height, width]
---*/
// Hand-written. One thread for 16 outputs behind one another: the sum over the last plane of a window is the first of
// the next window's. Padding counts, as zeros.
constexpr int STRIP = 16, TILE = 128, LINES = 2;

extern "C" __global__ void __launch_bounds__(TILE * LINES)
    pool(const float* x, float* y, int depth, int height, int width) {
    int outputs_d = (depth - 1) / 2 + 1, outputs_h = (height - 1) / 2 + 1, outputs_w = (width - 1) / 2 + 1;
    int tiles_w = (outputs_w + TILE - 1) / TILE, tiles_h = (outputs_h + LINES - 1) / LINES;
    int strips = (outputs_d + STRIP - 1) / STRIP;
    long long block = blockIdx.x;
    int ow = int(block % tiles_w) * TILE + threadIdx.x;
    block /= tiles_w;
    int oh = int(block % tiles_h) * LINES + threadIdx.y;
    block /= tiles_h;
    int first = int(block % strips) * STRIP;
    long long volume = block / strips;
    if (ow >= outputs_w || oh >= outputs_h) return;
    const float* in = x + volume * depth * height * width;
    float* out = y + ((volume * outputs_d + first) * outputs_h + oh) * outputs_w + ow;

    auto plane_sum = [&](int d) {
        float sum = 0.0f;
        if (d < 0 || d >= depth) return sum;
#pragma unroll
        for (int j = -1; j < 2; j++) {
            int h = 2 * oh + j;
            if (h < 0 || h >= height) continue;
            const float* line = in + ((long long)d * height + h) * width;
#pragma unroll
            for (int k = -1; k < 2; k++) {
                int c = 2 * ow + k;
                sum += c >= 0 && c < width ? __ldg(line + c) : 0.0f;
            }
        }
        return sum;
    };
    float before = plane_sum(2 * first - 1);
    int count = min(STRIP, outputs_d - first);
#pragma unroll 2
    for (int i = 0; i < count; i++) {
        float here = plane_sum(2 * (first + i)), behind = plane_sum(2 * (first + i) + 1);
        __stcs(out + (long long)i * outputs_h * outputs_w, (before + here + behind) / 27.0f);
        before = behind;
    }
}
