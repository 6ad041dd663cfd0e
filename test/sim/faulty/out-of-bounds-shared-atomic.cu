/*---
name: out_of_bounds_shared_atomic
summary: A histogram in shared memory whose data has one value more than there are bins.
dims: { N: 128 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 8] } }
outputs:
  y: { type: i32, shape: [8] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int bins[8];
    int t = threadIdx.x;
    if (t < 8) bins[t] = 0;
    __syncthreads();
    atomicAdd(&bins[x[t]], 1); // expect: out-of-bounds shared
    __syncthreads();
    if (t < 8) y[t] = bins[t];
}
