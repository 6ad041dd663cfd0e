/*---
dims: { kernel_size: 11 }
launch:
  - kernel: pool
    grid: ["batch_size * channels * (height / 11) * ceildiv(width / 11, 192)"]
    block: [256]
    args: [x, out, height, width]
---*/
// Hand-written. One block for up to 192 outputs of a line: it adds the eleven rows up, a column (or four) a thread, and
// then eleven neighbours of these sums.
constexpr int WINDOW = 11, TILE = 192, COLUMNS = TILE * WINDOW, THREADS = 256;

extern "C" __global__ void __launch_bounds__(THREADS)
    pool(const float* x, float* y, long long height, long long width) {
    __shared__ __align__(16) float sums[COLUMNS];
    long long outputs_h = height / WINDOW, outputs_w = width / WINDOW, tiles = (outputs_w + TILE - 1) / TILE;
    long long tile = blockIdx.x % tiles, line = blockIdx.x / tiles;
    long long plane = line / outputs_h, oh = line % outputs_h;
    const float* in = x + (plane * height + oh * WINDOW) * width + tile * COLUMNS;
    int columns = int(min((long long)COLUMNS, width - tile * COLUMNS));

    int fours = width % 4 == 0 ? columns / 4 : 0;
    for (int c = threadIdx.x; c < fours; c += THREADS) {
        float4 sum = {0.0f, 0.0f, 0.0f, 0.0f};
#pragma unroll
        for (int r = 0; r < WINDOW; r++) {
            float4 v = __ldcs((const float4*)(in + r * width) + c);
            sum.x += v.x;
            sum.y += v.y;
            sum.z += v.z;
            sum.w += v.w;
        }
        ((float4*)sums)[c] = sum;
    }
    for (int c = 4 * fours + threadIdx.x; c < columns; c += THREADS) {
        float sum = 0.0f;
#pragma unroll
        for (int r = 0; r < WINDOW; r++) sum += in[r * width + c];
        sums[c] = sum;
    }
    __syncthreads();

    int ow = threadIdx.x;
    if (ow >= TILE || tile * TILE + ow >= outputs_w) return;
    float sum = 0.0f;
#pragma unroll
    for (int k = 0; k < WINDOW; k++) sum += sums[ow * WINDOW + k];
    y[line * outputs_w + tile * TILE + ow] = sum / (WINDOW * WINDOW);
}
