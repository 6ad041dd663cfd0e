/*---
name: race_grid_no_sync
summary: A cooperative launch whose second phase reads other blocks' results without a barrier of the grid.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  middle: { type: f32, shape: [N], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [4], block: [16], cooperative: true, args: [x, middle, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* middle, float* y, int N) {
    int i = blockIdx.x * 16 + threadIdx.x;
    float v = x[i];
    middle[i] = v * v; // expect: race middle
    __syncthreads();
    float other = middle[N - 1 - i]; // expect: race middle
    y[i] = other;
}
