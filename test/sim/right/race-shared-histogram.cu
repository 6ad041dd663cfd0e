/*---
name: race_shared_histogram
summary: A histogram in shared memory with atomics, flushed to global memory with atomics.
dims: { N: 512 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 7] } }
outputs:
  y: { type: i32, shape: [8] }
workspace:
  total: { type: i32, shape: [8], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [4], block: [128], args: [x, total] }
  - { kernel: copy, grid: [1], block: [8], args: [total, y] }
---*/
extern "C" __global__ void run(const int* x, int* total) {
    __shared__ int bins[8];
    int t = threadIdx.x;
    if (t < 8) bins[t] = 0;
    __syncthreads();
    atomicAdd(&bins[x[blockIdx.x * 128 + t]], 1);
    __syncthreads();
    if (t < 8 && bins[t] > 0) atomicAdd(&total[t], bins[t]);
}
extern "C" __global__ void copy(const int* total, int* y) { y[threadIdx.x] = total[threadIdx.x]; }
