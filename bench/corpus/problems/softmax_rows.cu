/*---
name: softmax_rows
summary: >-
  Softmax over the rows of a row-major M x N matrix, y[m, n] = exp(x[m, n] - max) / sum, where max is the largest element
  of row m and sum adds exp(x[m, j] - max) over that row. Inputs may be large. N is any positive number.
dims: { M: 4001, N: 1000 }
cases:
  small: { M: 7, N: 129 }
  aligned: { M: 9, N: 260 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 2] } }
outputs:
  y: { type: f32, shape: [M, N] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, y, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int N) {
    __shared__ double partial[64];
    const float* in = x + (size_t)blockIdx.x * N;
    double largest = in[0];
    for (int n = threadIdx.x; n < N; n += 64) largest = fmax(largest, (double)in[n]);
    partial[threadIdx.x] = largest;
    __syncthreads();
    for (int t = 0; t < 64; t++) largest = fmax(largest, partial[t]);
    __syncthreads();
    double own = 0.0, sum = 0.0;
    for (int n = threadIdx.x; n < N; n += 64) own += exp(in[n] - largest);
    partial[threadIdx.x] = own;
    __syncthreads();
    for (int t = 0; t < 64; t++) sum += partial[t];
    for (int n = threadIdx.x; n < N; n += 64) y[(size_t)blockIdx.x * N + n] = (float)(exp(in[n] - largest) / sum);
}
