/*---
launch:
  - kernel: reduce
    grid: ["batch_size * ceildiv(dim2, 128)"]
    block: [128]
    args: [x, out, dim1, dim2]
---*/
// Hand-written. One thread for each column, with eight maxima that do not wait for one another.
constexpr int THREADS = 128, LOADS = 8;

// A NaN wins, and stays.
__device__ float larger(float a, float b) { return b > a || b != b ? b : a; }

extern "C" __global__ void __launch_bounds__(THREADS)
    reduce(const float* x, float* y, long long rows, long long columns) {
    long long tiles = (columns + THREADS - 1) / THREADS;
    long long batch = blockIdx.x / tiles, column = blockIdx.x % tiles * THREADS + threadIdx.x;
    if (column >= columns) return;
    const float* in = x + batch * rows * columns + column;
    float best[LOADS];
#pragma unroll
    for (int i = 0; i < LOADS; i++) best[i] = in[0];
    long long r = 0;
    for (; r + LOADS <= rows; r += LOADS)
#pragma unroll
        for (int i = 0; i < LOADS; i++) best[i] = larger(best[i], __ldcs(in + (r + i) * columns));
    for (; r < rows; r++) best[0] = larger(best[0], in[r * columns]);
#pragma unroll
    for (int i = 1; i < LOADS; i++) best[0] = larger(best[0], best[i]);
    y[batch * columns + column] = best[0];
}
