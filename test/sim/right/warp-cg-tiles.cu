/*---
name: warp_cg_tiles
summary: Tiles of eight threads by cooperative groups, and partitions of those.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
namespace cg = cooperative_groups;
extern "C" __global__ void run(const int* x, int* y) {
    auto block = cg::this_thread_block();
    auto tile = cg::tiled_partition<8>(block);
    auto pair = cg::tiled_partition<2>(tile);
    int t = block.thread_rank(), v = x[t];
    int sum = cg::reduce(tile, v, cg::plus<int>());
    int swapped = pair.shfl_xor(v, 1);
    // Tiles leave this loop one by one.
    for (int k = 0; k < (int)tile.meta_group_rank(); k++) {
        v += tile.shfl(v, k);
        tile.sync();
    }
    block.sync();
    y[t] = sum + swapped * 100 + v + (tile.any(v > 9) ? 1 : 0);
}
