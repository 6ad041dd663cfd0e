/*---
name: axpy
summary: z = alpha x + y.
dims: { N: 67108864 }
cases:
  small: { N: 5123 }
constants: { alpha: 1.5 }
inputs:
  x: { type: f32, shape: [N] }
  y: { type: f32, shape: [N] }
outputs:
  z: { type: f32, shape: [N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, z, alpha, N] }
---*/
extern "C" __global__ void reference(const float* x, const float* y, float* z, double alpha, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) z[i] = (float)(alpha * x[i] + y[i]);
}
