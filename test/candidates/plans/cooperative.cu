/*---
workspace:
  maxima: { type: f32, shape: [M] }
  sums: { type: f32, shape: [M] }
launch:
  - { kernel: softmax, grid: ["min(M, 132)"], block: [256], cooperative: true, args: [x, maxima, sums, y, M, N] }
---*/
// Solves softmax in one cooperative launch: one block for each of the device's 132 multiprocessors, so that all of them
// are resident. The last phase splits the elements, not the rows, and so needs the whole grid's sums.
#include <cooperative_groups.h>

namespace cg = cooperative_groups;

constexpr int THREADS = 256;

extern "C" __global__ void softmax(const float* x, float* maxima, float* sums, float* y, int M, int N) {
    __shared__ float scratch[THREADS];
    cg::grid_group grid = cg::this_grid();
    int t = threadIdx.x;

    for (int row = blockIdx.x; row < M; row += gridDim.x) {
        const float* in = x + (long long)row * N;
        float largest = in[0];
        for (int n = t; n < N; n += THREADS) largest = fmaxf(largest, in[n]);
        scratch[t] = largest;
        __syncthreads();
        for (int half = THREADS / 2; half > 0; half /= 2) {
            if (t < half) scratch[t] = fmaxf(scratch[t], scratch[t + half]);
            __syncthreads();
        }
        if (t == 0) maxima[row] = scratch[0];
        __syncthreads();
    }
    grid.sync();

    // Rows go round by one block, so that a block reads a maximum that another one wrote.
    for (int row = (blockIdx.x + 1) % gridDim.x; row < M; row += gridDim.x) {
        const float* in = x + (long long)row * N;
        float largest = maxima[row], own = 0.0f;
        for (int n = t; n < N; n += THREADS) own += expf(in[n] - largest);
        scratch[t] = own;
        __syncthreads();
        for (int half = THREADS / 2; half > 0; half /= 2) {
            if (t < half) scratch[t] += scratch[t + half];
            __syncthreads();
        }
        if (t == 0) sums[row] = scratch[0];
        __syncthreads();
    }
    grid.sync();

    long long count = (long long)M * N, stride = (long long)gridDim.x * THREADS;
    for (long long i = (long long)blockIdx.x * THREADS + t; i < count; i += stride)
        y[i] = expf(x[i] - maxima[i / N]) / sums[i / N];
}
