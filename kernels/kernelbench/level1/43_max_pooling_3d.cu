/*---
dims: { kernel_size: 3, stride: 2, padding: 1, dilation: 3 }
launch:
  - kernel: pool
    grid: ["batch_size * channels * ((dim1 - 3) / 2) * ceildiv((dim2 - 3) / 2, 4) * ceildiv((dim3 - 3) / 2, 64)"]
    block: [64, 4]
    args: [x, out, dim1, dim2, dim3]
---*/
// Hand-written. One thread for each output; a block takes 4 x 64 of a plane, and caches hold what windows share.
constexpr int WINDOW = 3, STRIDE = 2, PADDING = 1, DILATION = 3;
#define LOWEST __int_as_float(0xff800000)  // minus infinity

__device__ int outputs_of(int size) { return (size + 2 * PADDING - DILATION * (WINDOW - 1) - 1) / STRIDE + 1; }

extern "C" __global__ void __launch_bounds__(256) pool(const float* x, float* y, int depth, int height, int width) {
    int outputs_d = outputs_of(depth), outputs_h = outputs_of(height), outputs_w = outputs_of(width);
    int tiles_w = (outputs_w + 63) / 64, tiles_h = (outputs_h + 3) / 4;
    long long block = blockIdx.x;
    int ow = int(block % tiles_w) * 64 + threadIdx.x;
    block /= tiles_w;
    int oh = int(block % tiles_h) * 4 + threadIdx.y;
    block /= tiles_h;
    int od = int(block % outputs_d);
    long long volume = block / outputs_d;
    if (ow >= outputs_w || oh >= outputs_h) return;
    const float* in = x + volume * depth * height * width;
    float own = LOWEST;
#pragma unroll
    for (int i = 0; i < WINDOW; i++) {
        int d = od * STRIDE - PADDING + i * DILATION;
        if (d < 0 || d >= depth) continue;
#pragma unroll
        for (int j = 0; j < WINDOW; j++) {
            int h = oh * STRIDE - PADDING + j * DILATION;
            if (h < 0 || h >= height) continue;
            const float* line = in + ((long long)d * height + h) * width;
#pragma unroll
            for (int k = 0; k < WINDOW; k++) {
                int c = ow * STRIDE - PADDING + k * DILATION;
                float v = c >= 0 && c < width ? __ldg(line + c) : LOWEST;
                // A NaN wins, and stays.
                if (v > own || v != v) own = v;
            }
        }
    }
    y[((volume * outputs_d + od) * outputs_h + oh) * outputs_w + ow] = own;
}
