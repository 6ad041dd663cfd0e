/*---
launch:
  - kernel: reduce
    grid: ["batch_size * ceildiv(dim2, 128)"]
    block: [128]
    args: [x, out, dim1, dim2]
---*/
// Hand-written. One thread for each column, with eight sums that do not wait for one another.
constexpr int THREADS = 128, LOADS = 8;

extern "C" __global__ void __launch_bounds__(THREADS)
    reduce(const float* x, float* y, long long rows, long long columns) {
    long long tiles = (columns + THREADS - 1) / THREADS;
    long long batch = blockIdx.x / tiles, column = blockIdx.x % tiles * THREADS + threadIdx.x;
    if (column >= columns) return;
    const float* in = x + batch * rows * columns + column;
    float sums[LOADS] = {};
    long long r = 0;
    for (; r + LOADS <= rows; r += LOADS)
#pragma unroll
        for (int i = 0; i < LOADS; i++) sums[i] += __ldcs(in + (r + i) * columns);
    for (; r < rows; r++) sums[0] += in[r * columns];
    float sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    y[batch * columns + column] = sum / (float)rows;
}
