/*---
name: race_global_histogram
summary: A histogram in global memory with plain additions of many blocks.
dims: { N: 256 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 3] } }
outputs:
  y: { type: i32, shape: [1] }
workspace:
  bins: { type: i32, shape: [4], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [8], block: [32], args: [x, bins, y] }
---*/
extern "C" __global__ void run(const int* x, int* bins, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    int bin = x[i];
    bins[bin] += 1; // expect: race bins
    if (i == 0) y[0] = 0;
}
