/*---
name: gemv
summary: y = a x for a row-major matrix.
dims: { M: 16384, N: 8192 }
cases:
  small: { M: 65, N: 300 }
inputs:
  a: { type: f32, shape: [M, N] }
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [M] }
launch:
  - { kernel: reference, grid: ["ceildiv(M, 64)"], block: [64], args: [a, x, y, M, N] }
work: { operations: "2 * M * N", unit: f32 }
---*/
extern "C" __global__ void reference(const float* a, const float* x, float* y, int M, int N) {
    int row = blockIdx.x * 64 + threadIdx.x;
    if (row >= M) return;
    double sum = 0.0;
    for (int k = 0; k < N; k++) sum += (double)a[(size_t)row * N + k] * x[k];
    y[row] = (float)sum;
}
