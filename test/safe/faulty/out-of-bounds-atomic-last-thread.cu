/*---
name: out_of_bounds_atomic_last_thread
summary: Counts into a histogram with the bin's number plus one, so the last bin is none.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 7] } }
outputs:
  y: { type: i32, shape: [8] }
launch:
  - { kernel: clear, grid: [1], block: [8], args: [y] }
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
extern "C" __global__ void clear(int* y) { y[threadIdx.x] = 0; }
extern "C" __global__ void run(const int* x, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    int bin = i == 63 ? 8 : x[i];
    int before = atomicAdd(&y[bin], 1); // expect: out-of-bounds y
    if (before > 1000) y[0] = 0;
}
