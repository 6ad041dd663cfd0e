/*---
name: row_sum
summary: Sum of each row of a row-major M x N matrix, y[m] = x[m, 0] + ... + x[m, N - 1]. N is any positive number.
dims: { M: 4001, N: 1500 }
cases:
  small: { M: 7, N: 331 }
  aligned: { M: 9, N: 276 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0.5, 1] } }
outputs:
  y: { type: f32, shape: [M] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [128], args: [x, y, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int N) {
    __shared__ double partial[128];
    double sum = 0.0;
    for (int n = threadIdx.x; n < N; n += 128) sum += x[(size_t)blockIdx.x * N + n];
    partial[threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.x > 0) return;
    for (int t = 1; t < 128; t++) sum += partial[t];
    y[blockIdx.x] = (float)sum;
}
