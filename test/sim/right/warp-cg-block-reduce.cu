/*---
name: warp_cg_block_reduce
summary: A warp's scan by cooperative groups, over what a memcpy_async of the block brought.
dims: { N: 128 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
#include <cooperative_groups.h>
#include <cooperative_groups/memcpy_async.h>
#include <cooperative_groups/scan.h>
namespace cg = cooperative_groups;
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ __align__(16) int s[128];
    auto block = cg::this_thread_block();
    auto warp = cg::tiled_partition<32>(block);
    cg::memcpy_async(block, s, x, sizeof(int) * 128);
    cg::wait(block);
    int t = threadIdx.x;
    int scan = cg::inclusive_scan(warp, s[127 - t]);
    y[t] = scan;
}
