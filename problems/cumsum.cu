/*---
name: cumsum
summary: >-
  Running sum along the last dimension of a row-major M x N matrix, y[m, n] = x[m, 0] + ... + x[m, n], inclusive of
  x[m, n]. Each row starts anew from 0. Sums in f32 are precise enough in any order; N is any positive number.
dims: { M: 4096, N: 8192 }
cases:
  small: { M: 7, N: 1031 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [M, N] }
reduction: N
launch:
  - { kernel: reference, grid: ["ceildiv(M, 32)"], block: [32], args: [x, y, M, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int M, int N) {
    int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= M) return;
    const float* in = x + (long long)row * N;
    float* out = y + (long long)row * N;
    double sum = 0.0;
    for (int n = 0; n < N; n++) {
        sum += in[n];
        out[n] = (float)sum;
    }
}
