/*---
name: race_shared_histogram
summary: A histogram in shared memory with plain additions.
dims: { N: 256 }
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
    __syncthreads();
    int bin = x[t];
    bins[bin] += 1; // expect: race shared
    __syncthreads();
    if (t < 4) y[t] = bins[t];
}
