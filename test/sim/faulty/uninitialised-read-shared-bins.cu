/*---
name: uninitialised_read_shared_bins
summary: A shared histogram whose bins nobody has set to zero.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 7] } }
outputs:
  y: { type: i32, shape: [8] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int bins[8];
    int t = threadIdx.x;
    int bin = x[t];
    atomicAdd(&bins[bin], 1); // expect: uninitialised-read shared
    __syncthreads();
    if (t < 8) y[t] = bins[t];
}
