/*---
name: cross_entropy
summary: >-
  Cross entropy of rows of scores with their labels, loss[m] = log(sum over n of exp(x[m, n])) - x[m, label[m]], where x is
  a row-major M x N matrix and labels are below N. Scores may be large, so the largest of a row is subtracted first.
dims: { M: 4001, N: 1000 }
cases:
  small: { M: 13, N: 131 }
  aligned: { M: 9, N: 260 }
limits: { M: any, N: [100, 100000] }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 3] } }
  label: { type: i32, shape: [M], fill: { integers: [0, 99] } }
outputs:
  loss: { type: f32, shape: [M] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, label, loss, N] }
---*/
extern "C" __global__ void reference(const float* x, const int* label, float* loss, int N) {
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
    if (threadIdx.x == 0) loss[blockIdx.x] = (float)(log(sum) + largest - in[label[blockIdx.x]]);
}
