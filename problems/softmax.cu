/*---
name: softmax
summary: >-
  Softmax over the last dimension of a row-major M x N matrix, y[m, n] = exp(x[m, n] - max) / sum, where max is the
  largest element of row m and sum adds exp(x[m, j] - max) over all j of that row. Subtracting the maximum is part of
  the contract: inputs may be large. N is any positive number; when it is no multiple of 4, rows do not start on 16-byte
  boundaries.
dims: { M: 4096, N: 8192 }
cases:
  small: { M: 7, N: 129 }
  narrow: { M: 13, N: 3 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [M, N] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, y, N] }
work: { operations: "5 * M * N", unit: f32 }
---*/
extern "C" __global__ void reference(const float* x, float* y, int N) {
    __shared__ double partial[64];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;

    double largest = in[0];
    for (int n = threadIdx.x; n < N; n += 64) largest = fmax(largest, (double)in[n]);
    partial[threadIdx.x] = largest;
    __syncthreads();
    for (int t = 0; t < 64; t++) largest = fmax(largest, partial[t]);
    __syncthreads();

    double own = 0.0;
    for (int n = threadIdx.x; n < N; n += 64) own += exp((double)in[n] - largest);
    partial[threadIdx.x] = own;
    __syncthreads();
    double sum = 0.0;
    for (int t = 0; t < 64; t++) sum += partial[t];

    for (int n = threadIdx.x; n < N; n += 64) out[n] = (float)(exp((double)in[n] - largest) / sum);
}
