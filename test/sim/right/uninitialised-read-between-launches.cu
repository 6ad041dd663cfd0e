/*---
name: uninitialised_read_between_launches
summary: Two launches fill a half of the workspace each, by bytes and by words, and the third reads it as doubles.
dims: { N: 32 }
inputs:
  x: { type: u8, shape: [N], fill: { integers: [0, 9] } }
outputs:
  y: { type: f64, shape: [8] }
workspace:
  half: { type: u8, shape: [64] }
launch:
  - { kernel: bytes, grid: [1], block: [N], args: [x, half] }
  - { kernel: words, grid: [1], block: [8], args: [half] }
  - { kernel: take, grid: [1], block: [8], args: [half, y] }
---*/
extern "C" __global__ void bytes(const unsigned char* x, unsigned char* half) { half[threadIdx.x] = x[threadIdx.x]; }
extern "C" __global__ void words(unsigned* half) { half[8 + threadIdx.x] = threadIdx.x; }
extern "C" __global__ void take(const double* half, double* y) { y[threadIdx.x] = half[threadIdx.x]; }
