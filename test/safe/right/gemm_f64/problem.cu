/*---
name: gemm_f64
summary: c = a b in double precision, with sizes that are multiples of 32.
dims: { M: 2048, N: 2048, K: 2048 }
cases:
  small: { M: 64, N: 96, K: 32 }
inputs:
  a: { type: f64, shape: [M, K] }
  b: { type: f64, shape: [K, N] }
outputs:
  c: { type: f64, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["N / 32", "M / 8"], block: [32, 8], args: [a, b, c, N, K] }
work: { operations: "2 * M * N * K", unit: f64 }
---*/
extern "C" __global__ void reference(const double* a, const double* b, double* c, int N, int K) {
    int row = blockIdx.y * 8 + threadIdx.y, column = blockIdx.x * 32 + threadIdx.x;
    double sum = 0.0;
    for (int k = 0; k < K; k++) sum += a[row * K + k] * b[k * N + column];
    c[row * N + column] = sum;
}
