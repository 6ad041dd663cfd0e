/*---
dims: { kernel_size: 8, stride: 1, padding: 4 }
launch:
  - kernel: pool
    grid: ["batch_size * in_channels * ceildiv(input_length + 1, 1024)"]
    block: [256]
    args: [x, out, input_length]
---*/
// Hand-written. One block for each 1024 neighbours of a row: what they read of it goes to shared memory once, with
// zeros as padding, which count.
constexpr int WINDOW = 8, PADDING = 4, DILATION = 1, REACH = DILATION * (WINDOW - 1);
constexpr int TILE = 1024, THREADS = 256;

extern "C" __global__ void __launch_bounds__(THREADS) pool(const float* x, float* y, long long length) {
    __shared__ float part[TILE + REACH];
    long long outputs = length + 2 * PADDING - REACH, tiles = (outputs + TILE - 1) / TILE;
    long long row = blockIdx.x / tiles, first = blockIdx.x % tiles * TILE;
    const float* in = x + row * length;
#pragma unroll
    for (int i = threadIdx.x; i < TILE + REACH; i += THREADS) {
        long long at = first - PADDING + i;
        part[i] = at >= 0 && at < length ? __ldg(in + at) : 0.0f;
    }
    __syncthreads();
#pragma unroll
    for (int i = threadIdx.x; i < TILE; i += THREADS) {
        float own = part[i];
#pragma unroll
        for (int k = 1; k < WINDOW; k++) {
            own += part[i + k * DILATION];
        }
        if (first + i < outputs) __stcs(y + row * outputs + first + i, own * (1.0f / WINDOW));
    }
}
