/*---
workspace:
  partial: { type: f32, shape: [132] }
launch:
  - { kernel: reduce, grid: [132], block: [512], cooperative: true, args: [x, partial, y, N] }
---*/
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
namespace cg = cooperative_groups;

// One launch of as many blocks as there are multiprocessors, with the grid's own barrier in the middle.
extern "C" __global__ void reduce(const float* x, float* partial, float* y, int N) {
    __shared__ float s[16];
    auto block = cg::this_thread_block();
    auto warp = cg::tiled_partition<32>(block);
    int t = threadIdx.x;
    float sum = 0.0f;
    for (int i = blockIdx.x * 512 + t; i < N; i += gridDim.x * 512) sum += x[i];
    sum = cg::reduce(warp, sum, cg::plus<float>());
    if (t % 32 == 0) s[t / 32] = sum;
    block.sync();
    if (t == 0) {
        float own = 0.0f;
        for (int k = 0; k < 16; k++) own += s[k];
        partial[blockIdx.x] = own;
    }
    cg::this_grid().sync();
    if (blockIdx.x == 0 && t < 32) {
        float all = 0.0f;
        for (int k = t; k < gridDim.x; k += 32) all += partial[k];
        all = cg::reduce(warp, all, cg::plus<float>());
        if (t == 0) y[0] = all;
    }
}
