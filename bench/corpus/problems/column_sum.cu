/*---
name: column_sum
summary: Sum of each column of a row-major M x N matrix, y[n] = x[0, n] + ... + x[M - 1, n]. M is any positive number.
dims: { M: 2001, N: 3004 }
cases:
  small: { M: 131, N: 71 }
  aligned: { M: 150, N: 84 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0.5, 1] } }
outputs:
  y: { type: f32, shape: [N] }
reduction: M
launch:
  - { kernel: reference, grid: ["ceildiv(N, 32)"], block: [32, 16], args: [x, y, M, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int M, int N) {
    __shared__ double partial[16][32];
    int column = blockIdx.x * 32 + threadIdx.x;
    double sum = 0.0;
    for (int row = threadIdx.y; row < M && column < N; row += 16) sum += x[(size_t)row * N + column];
    partial[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y > 0 || column >= N) return;
    for (int t = 1; t < 16; t++) sum += partial[t][threadIdx.x];
    y[column] = (float)sum;
}
