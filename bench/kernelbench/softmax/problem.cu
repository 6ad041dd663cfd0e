/*---
name: kernelbench_softmax
summary: KernelBench's level 1, problem 23. Softmax over the rows of a matrix in f32, with rows of 1.5 MB.
dims: { M: 4096, N: 393216 }
cases:
  small: { M: 3, N: 1021 }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [M, N] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [256], args: [x, y, N] }
work: { operations: "5 * M * N", unit: f32 }
---*/
extern "C" __global__ void reference(const float* x, float* y, int N) {
    __shared__ double partial[256];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;

    double largest = in[0];
    for (int n = threadIdx.x; n < N; n += 256) largest = fmax(largest, (double)in[n]);
    partial[threadIdx.x] = largest;
    __syncthreads();
    for (int t = 0; t < 256; t++) largest = fmax(largest, partial[t]);
    __syncthreads();

    double own = 0.0;
    for (int n = threadIdx.x; n < N; n += 256) own += exp((double)in[n] - largest);
    partial[threadIdx.x] = own;
    __syncthreads();
    double sum = 0.0;
    for (int t = 0; t < 256; t++) sum += partial[t];

    double scale = 1.0 / sum;
    for (int n = threadIdx.x; n < N; n += 256) out[n] = (float)(exp((double)in[n] - largest) * scale);
}
