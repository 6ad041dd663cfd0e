/*---
name: out_of_bounds_histogram_bin
summary: A histogram with atomics in global memory; the bins start at zero by the workspace's fill.
dims: { N: 512 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 15] } }
outputs:
  y: { type: i32, shape: [16] }
workspace:
  bins: { type: i32, shape: [16], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [256], args: [x, bins] }
  - { kernel: copy, grid: [1], block: [16], args: [bins, y] }
---*/
extern "C" __global__ void run(const int* x, int* bins) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    atomicAdd(&bins[x[i]], 1);
}
extern "C" __global__ void copy(const int* bins, int* y) { y[threadIdx.x] = bins[threadIdx.x]; }
