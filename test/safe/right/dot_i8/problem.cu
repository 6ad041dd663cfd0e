/*---
name: dot_i8
summary: A matrix of 8-bit integers times a vector; rows are a multiple of 16 long.
dims: { M: 16384, K: 16384 }
cases:
  small: { M: 21, K: 272 }
inputs:
  w: { type: i8, shape: [M, K], fill: { integers: [-127, 127] } }
  x: { type: i8, shape: [K], fill: { integers: [-127, 127] } }
outputs:
  y: { type: i32, shape: [M] }
launch:
  - { kernel: reference, grid: ["ceildiv(M, 64)"], block: [64], args: [w, x, y, M, K] }
---*/
extern "C" __global__ void reference(const signed char* w, const signed char* x, int* y, int M, int K) {
    int row = blockIdx.x * 64 + threadIdx.x, sum = 0;
    if (row >= M) return;
    for (int k = 0; k < K; k++) sum += w[(size_t)row * K + k] * x[k];
    y[row] = sum;
}
