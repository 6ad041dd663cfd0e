/*---
launch:
  - { kernel: softmax, grid: ["4 * M"], block: [128], cluster: [4], args: [x, y, N] }
---*/
// Four blocks share a row and read one another's maximum and sum in distributed shared memory.
#include <cooperative_groups.h>
namespace cg = cooperative_groups;

struct Part {
    float largest, sum;
};

__device__ Part merge(Part a, Part b) {
    float largest = fmaxf(a.largest, b.largest);
    return {largest, a.sum * expf(a.largest - largest) + b.sum * expf(b.largest - largest)};
}

extern "C" __global__ void softmax(const float* x, float* y, int N) {
    __shared__ Part warps[4];
    __shared__ Part own;
    auto cluster = cg::this_cluster();
    int t = threadIdx.x, rank = cluster.block_rank();
    size_t row = (size_t)(blockIdx.x / 4) * N;
    // Finite, because infinities cancel to NaN.
    Part part = {-3.0e38f, 0.0f};
    for (int i = rank * 128 + t; i < N; i += 512) part = merge(part, {x[row + i], 1.0f});
    for (int offset = 16; offset > 0; offset /= 2)
        part = merge(part, {__shfl_xor_sync(0xffffffffu, part.largest, offset),
                            __shfl_xor_sync(0xffffffffu, part.sum, offset)});
    if (t % 32 == 0) warps[t / 32] = part;
    __syncthreads();
    if (t == 0) own = merge(merge(warps[0], warps[1]), merge(warps[2], warps[3]));
    cluster.sync();
    Part all = *cluster.map_shared_rank(&own, 0);
    for (int other = 1; other < 4; other++) all = merge(all, *cluster.map_shared_rank(&own, other));
    for (int i = rank * 128 + t; i < N; i += 512) y[row + i] = expf(x[row + i] - all.largest) / all.sum;
    cluster.sync();
}
