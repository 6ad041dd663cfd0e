/*---
name: misaligned_atomic64
summary: >-
  64-bit atomics: a sum, and a pair of value and index whose larger one wins.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 1000] } }
outputs:
  y: { type: i64, shape: [2] }
workspace:
  sums: { type: i64, shape: [2], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [4], block: [8], args: [x, sums] }
  - { kernel: copy, grid: [1], block: [2], args: [sums, y] }
---*/
extern "C" __global__ void run(const int* x, unsigned long long* sums) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    unsigned long long v = x[i];
    atomicAdd(&sums[0], v);
    atomicMax(&sums[1], v << 32 | (unsigned)i);
}
extern "C" __global__ void copy(const long long* sums, long long* y) { y[threadIdx.x] = sums[threadIdx.x]; }
