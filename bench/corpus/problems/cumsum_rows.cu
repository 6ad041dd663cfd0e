/*---
name: cumsum_rows
summary: >-
  Running sum along the rows of a row-major M x N matrix, y[m, n] = x[m, 0] + ... + x[m, n], inclusive of x[m, n]. N is any
  positive number.
dims: { M: 2001, N: 1500 }
cases:
  small: { M: 5, N: 1031 }
  aligned: { M: 3, N: 644 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0.2, 1] } }
outputs:
  y: { type: f32, shape: [M, N] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [128], args: [x, y, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int N) {
    __shared__ double partial[128];
    const float* in = x + (size_t)blockIdx.x * N;
    int each = (N + 127) / 128, first = min(N, each * (int)threadIdx.x), end = min(N, first + each);
    double own = 0.0, sum = 0.0;
    for (int n = first; n < end; n++) own += in[n];
    partial[threadIdx.x] = own;
    __syncthreads();
    for (int t = 0; t < threadIdx.x; t++) sum += partial[t];
    for (int n = first; n < end; n++) y[(size_t)blockIdx.x * N + n] = (float)(sum += in[n]);
}
