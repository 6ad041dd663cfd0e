/*---
dims: { kernel_size: 8, stride: 1, padding: 4, dilation: 3 }
launch:
  - kernel: pool
    grid: ["batch_size * features * ceildiv(sequence_length + -13, 1024)"]
    block: [256]
    args: [x, out, sequence_length]
---*/
// Hand-written. One block for each 1024 neighbours of a row: what they read of it goes to shared memory once, with
// minus infinity as padding.
constexpr int WINDOW = 8, PADDING = 4, DILATION = 3, REACH = DILATION * (WINDOW - 1);
constexpr int TILE = 1024, THREADS = 256;
#define LOWEST __int_as_float(0xff800000)  // minus infinity

extern "C" __global__ void __launch_bounds__(THREADS) pool(const float* x, float* y, long long length) {
    __shared__ float part[TILE + REACH];
    long long outputs = length + 2 * PADDING - REACH, tiles = (outputs + TILE - 1) / TILE;
    long long row = blockIdx.x / tiles, first = blockIdx.x % tiles * TILE;
    const float* in = x + row * length;
#pragma unroll
    for (int i = threadIdx.x; i < TILE + REACH; i += THREADS) {
        long long at = first - PADDING + i;
        part[i] = at >= 0 && at < length ? __ldg(in + at) : LOWEST;
    }
    __syncthreads();
#pragma unroll
    for (int i = threadIdx.x; i < TILE; i += THREADS) {
        float own = part[i];
#pragma unroll
        for (int k = 1; k < WINDOW; k++) {
            float v = part[i + k * DILATION];
            // A NaN wins, and stays.
            if (v > own || v != v) own = v;
        }
        if (first + i < outputs) __stcs(y + row * outputs + first + i, own);
    }
}
