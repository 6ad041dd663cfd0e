/*---
launch:
  - { kernel: row_sum_groups, grid: [M], block: [{{THREADS}}], args: [x, y, N] }
---*/
/*=== design
summary: Tiles of cooperative groups, one sum a tile, and the first tile adds those.
variants:
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 1024 }
  - { THREADS: 512 }
wrong:
  - { why: Only the first warp's sum is written., change: "tile.thread_rank() < WARPS ?", to: "tile.thread_rank() < 1 ?" }
uncompilable:
  - { why: A name without its namespace., change: "cg::tiled_partition<32>", to: "tiled_partition_of<32>" }
===*/
#include <cooperative_groups.h>
namespace cg = cooperative_groups;

constexpr int WARPS = {{THREADS}} / 32;

__device__ float add_tile(const cg::thread_block_tile<32>& tile, float v) {
    for (int offset = 16; offset > 0; offset /= 2) v += tile.shfl_xor(v, offset);
    return v;
}

extern "C" __global__ void row_sum_groups(const float* x, float* y, int N) {
    __shared__ float sums[WARPS];
    cg::thread_block block = cg::this_thread_block();
    cg::thread_block_tile<32> tile = cg::tiled_partition<32>(block);
    float sum = 0.0f;
    for (int n = block.thread_rank(); n < N; n += {{THREADS}}) sum += x[(size_t)blockIdx.x * N + n];
    sum = add_tile(tile, sum);
    if (tile.thread_rank() == 0) sums[tile.meta_group_rank()] = sum;
    block.sync();
    if (tile.meta_group_rank() == 0) {
        sum = add_tile(tile, tile.thread_rank() < WARPS ? sums[tile.thread_rank()] : 0.0f);
        if (tile.thread_rank() == 0) y[blockIdx.x] = sum;
    }
}
