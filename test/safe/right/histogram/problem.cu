/*---
name: histogram
summary: How often each byte occurs.
dims: { N: 33554432 }
cases:
  small: { N: 6005 }
inputs:
  x: { type: u8, shape: [N], fill: { integers: [0, 255] } }
outputs:
  y: { type: i32, shape: [256] }
launch:
  - { kernel: clear, grid: [1], block: [256], args: [y] }
  - { kernel: count, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void clear(int* y) { y[threadIdx.x] = 0; }
extern "C" __global__ void count(const unsigned char* x, int* y, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) atomicAdd(&y[x[i]], 1);
}
