/*---
name: out_of_bounds_histogram_bin
summary: Values go from 0 to 16 and there are 16 bins.
dims: { N: 512 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 16] } }
outputs:
  y: { type: i32, shape: [1] }
workspace:
  bins: { type: i32, shape: [16], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [256], args: [x, bins, y] }
---*/
extern "C" __global__ void run(const int* x, int* bins, int* y) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    atomicAdd(&bins[x[i]], 1); // expect: out-of-bounds bins
    if (i == 0) y[0] = 1;
}
