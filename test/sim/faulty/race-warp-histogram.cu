/*---
name: race_warp_histogram
summary: Lanes of one warp count without atomics; in lockstep all of them would write the same number.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 3] } }
outputs:
  y: { type: i32, shape: [4] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int bins[4];
    int t = threadIdx.x;
    if (t < 4) bins[t] = 0;
    __syncwarp();
    int bin = x[t];
    bins[bin] += 1; // expect: race shared
    __syncwarp();
    if (t < 4) y[t] = bins[t];
}
