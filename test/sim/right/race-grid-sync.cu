/*---
name: race_grid_sync
summary: A cooperative launch with two barriers of the grid.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  middle: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [4], block: [16], cooperative: true, args: [x, middle, y, N] }
---*/
#include <cooperative_groups.h>
extern "C" __global__ void run(const float* x, float* middle, float* y, int N) {
    auto grid = cooperative_groups::this_grid();
    int i = blockIdx.x * 16 + threadIdx.x;
    middle[i] = x[i] * x[i];
    grid.sync();
    float other = middle[N - 1 - i];
    grid.sync();
    middle[i] = other;
    y[i] = middle[i] + (float)grid.size();
}
