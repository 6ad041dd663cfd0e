/*---
name: kernelbench_gelu
summary: KernelBench's level 1, problem 26. GELU of a matrix in f32, y = x / 2 * (1 + erf(x / sqrt(2))).
dims: { M: 4096, N: 393216 }
cases:
  small: { M: 7, N: 1021 }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(M * N, 256)"], block: [256], args: [x, y, "M * N"] }
---*/
extern "C" __global__ void reference(const float* x, float* y, long long count) {
    long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) y[i] = (float)(0.5 * x[i] * (1.0 + erf(x[i] * 0.70710678118654752)));
}
