/*---
dims: { kernel_size: 4, stride: 1, padding: 1, dilation: 1 }
launch:
  - kernel: pool
    grid: ["batch_size * channels * ceildiv(height - 1, 32) * ceildiv(width - 1, 128)"]
    block: [128]
    args: [x, out, height, width]
---*/
// Hand-written. One thread for 32 outputs below one another: it walks down the rows and keeps the largest of each of
// the last four rows' windows.
constexpr int WINDOW = 4, PADDING = 1, STRIP = 32, THREADS = 128;
#define LOWEST __int_as_float(0xff800000)  // minus infinity

// A NaN wins, and stays.
__device__ float larger(float a, float b) { return b > a || b != b ? b : a; }

extern "C" __global__ void __launch_bounds__(THREADS) pool(const float* x, float* y, int height, int width) {
    int outputs_h = height + 2 * PADDING - WINDOW + 1, outputs_w = width + 2 * PADDING - WINDOW + 1;
    long long tiles_w = (outputs_w + THREADS - 1) / THREADS, strips = (outputs_h + STRIP - 1) / STRIP;
    long long block = blockIdx.x;
    int column = int(block % tiles_w) * THREADS + threadIdx.x;
    int first = int(block / tiles_w % strips) * STRIP;
    long long plane = block / tiles_w / strips;
    if (column >= outputs_w) return;
    const float* in = x + plane * height * width;
    float* out = y + plane * outputs_h * outputs_w;

    auto row_max = [&](int row) {
        float own = LOWEST;
        if (row < 0 || row >= height) return own;
        const float* line = in + (long long)row * width;
#pragma unroll
        for (int k = 0; k < WINDOW; k++) {
            int c = column - PADDING + k;
            if (c >= 0 && c < width) own = larger(own, __ldg(line + c));
        }
        return own;
    };
    float a = row_max(first - PADDING), b = row_max(first - PADDING + 1), c = row_max(first - PADDING + 2);
#pragma unroll 8
    for (int i = 0; i < STRIP; i++) {
        int r = first + i;
        float d = row_max(r - PADDING + 3);
        if (r < outputs_h) __stcs(out + (long long)r * outputs_w + column, larger(larger(a, b), larger(c, d)));
        a = b;
        b = c;
        c = d;
    }
}
