/*---
name: gemm_f32
summary: c = a b in single precision, with sizes that are multiples of 128 and of 32 along K.
dims: { M: 2048, N: 2048, K: 2048 }
cases:
  small: { M: 128, N: 256, K: 64 }
inputs:
  a: { type: f32, shape: [M, K] }
  b: { type: f32, shape: [K, N] }
outputs:
  c: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["N / 32", "M / 8"], block: [32, 8], args: [a, b, c, N, K] }
work: { operations: "2 * M * N * K", unit: f32 }
---*/
extern "C" __global__ void reference(const float* a, const float* b, float* c, int N, int K) {
    int row = blockIdx.y * 8 + threadIdx.y, column = blockIdx.x * 32 + threadIdx.x;
    double sum = 0.0;
    for (int k = 0; k < K; k++) sum += (double)a[row * K + k] * b[k * N + column];
    c[row * N + column] = (float)sum;
}
