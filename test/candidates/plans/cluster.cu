/*---
launch:
  - { kernel: softmax, grid: ["4 * M"], block: [128], cluster: [4], args: [x, y, N] }
---*/
// Solves softmax. Four blocks of a cluster share a row and read each other's results from distributed shared memory.
#include <cooperative_groups.h>

namespace cg = cooperative_groups;

constexpr int THREADS = 128;
constexpr float LOWEST = -3.402823466e38f;

extern "C" __global__ void softmax(const float* x, float* y, int N) {
    __shared__ float scratch[THREADS];
    __shared__ float block_largest;
    __shared__ float block_sum;
    cg::cluster_group cluster = cg::this_cluster();
    int blocks = cluster.num_blocks(), rank = cluster.block_rank(), t = threadIdx.x;
    const float* in = x + (long long)(blockIdx.x / blocks) * N;
    float* out = y + (long long)(blockIdx.x / blocks) * N;

    float largest = LOWEST;
    for (int n = rank * THREADS + t; n < N; n += blocks * THREADS) largest = fmaxf(largest, in[n]);
    scratch[t] = largest;
    __syncthreads();
    if (t == 0) {
        for (int n = 1; n < THREADS; n++) largest = fmaxf(largest, scratch[n]);
        block_largest = largest;
    }
    cluster.sync();
    for (int r = 0; r < blocks; r++) largest = fmaxf(largest, *cluster.map_shared_rank(&block_largest, r));

    float own = 0.0f;
    for (int n = rank * THREADS + t; n < N; n += blocks * THREADS) own += expf(in[n] - largest);
    scratch[t] = own;
    __syncthreads();
    if (t == 0) {
        for (int n = 1; n < THREADS; n++) own += scratch[n];
        block_sum = own;
    }
    cluster.sync();
    float sum = 0.0f;
    for (int r = 0; r < blocks; r++) sum += *cluster.map_shared_rank(&block_sum, r);
    // No block may end while another still reads its shared memory.
    cluster.sync();

    for (int n = rank * THREADS + t; n < N; n += blocks * THREADS) out[n] = expf(in[n] - largest) / sum;
}
