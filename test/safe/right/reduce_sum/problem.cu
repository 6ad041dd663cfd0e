/*---
name: reduce_sum
summary: The sum of all elements, which are positive.
dims: { N: 67108864 }
cases:
  small: { N: 5001 }
inputs:
  x: { type: f32, shape: [N], fill: { uniform: [0, 1] } }
outputs:
  y: { type: f32, shape: [1] }
workspace:
  partial: { type: f64, shape: [1024] }
launch:
  - { kernel: partial_sums, grid: [4], block: [256], args: [x, partial, N] }
  - { kernel: total, grid: [1], block: [1], args: [partial, y] }
tolerance: { relative: 1.0e-4, absolute: 1.0e-4 }
---*/
extern "C" __global__ void partial_sums(const float* x, double* partial, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    double sum = 0.0;
    for (int k = i; k < N; k += 1024) sum += x[k];
    partial[i] = sum;
}
extern "C" __global__ void total(const double* partial, float* y) {
    double sum = 0.0;
    for (int k = 0; k < 1024; k++) sum += partial[k];
    y[0] = (float)sum;
}
