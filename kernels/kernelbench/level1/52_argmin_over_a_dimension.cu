/*---
launch:
  - kernel: reduce
    grid: ["batch_size * ceildiv(dim2, 128)"]
    block: [128]
    args: [x, out, dim1, dim2]
---*/
// Hand-written. One thread for each column, which compares eight rows after they were all asked for.
constexpr int THREADS = 128, LOADS = 8;

extern "C" __global__ void __launch_bounds__(THREADS)
    reduce(const float* x, long long* y, long long rows, long long columns) {
    long long tiles = (columns + THREADS - 1) / THREADS;
    long long batch = blockIdx.x / tiles, column = blockIdx.x % tiles * THREADS + threadIdx.x;
    if (column >= columns) return;
    const float* in = x + batch * rows * columns + column;
    float best = in[0];
    long long index = 0;
    auto take = [&](float v, long long at) {
        // The first of equals; the first NaN beats all numbers.
        if (v < best || (v != v && best == best)) {
            best = v;
            index = at;
        }
    };
    long long r = 0;
    for (; r + LOADS <= rows; r += LOADS) {
        float next[LOADS];
#pragma unroll
        for (int i = 0; i < LOADS; i++) next[i] = __ldcs(in + (r + i) * columns);
#pragma unroll
        for (int i = 0; i < LOADS; i++) take(next[i], r + i);
    }
    for (; r < rows; r++) take(in[r * columns], r);
    y[batch * columns + column] = index;
}
