/*---
name: warp_cg_coalesced
summary: Groups of those lanes that happen to be in a branch together.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 3] } }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  count: { type: i32, shape: [4], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, count, y] }
---*/
#include <cooperative_groups.h>
namespace cg = cooperative_groups;
extern "C" __global__ void run(const int* x, int* count, int* y) {
    int t = threadIdx.x, v = x[t], place = 0;
    if (v > 0) {
        auto active = cg::coalesced_threads();
        auto same = cg::labeled_partition(active, v);
        int first = 0;
        if (same.thread_rank() == 0) first = atomicAdd(&count[v], (int)same.size());
        place = same.shfl(first, 0) + same.thread_rank();
    }
    y[t] = place < 64 ? v : -1;
}
