/*---
name: race_cluster_sync
summary: >-
  Distributed shared memory by cooperative groups: a histogram of a cluster whose bins lie in two blocks.
dims: { N: 128 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 63] } }
outputs:
  y: { type: i32, shape: [64] }
launch:
  - { kernel: run, grid: [2], block: [64], cluster: [2], args: [x, y] }
---*/
#include <cooperative_groups.h>
namespace cg = cooperative_groups;
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int bins[32];
    auto cluster = cg::this_cluster();
    int t = threadIdx.x;
    if (t < 32) bins[t] = 0;
    cluster.sync();
    int bin = x[blockIdx.x * 64 + t];
    int* remote = cluster.map_shared_rank(bins, bin / 32);
    atomicAdd(&remote[bin % 32], 1);
    cluster.sync();
    if (t < 32) y[cluster.block_rank() * 32 + t] = bins[t];
}
