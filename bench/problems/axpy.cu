/*---
name: axpy
summary: >-
  z = 2.5 x + y over vectors of N elements. At the full size 25 MB move, which an H100 does in some 10 µs.
dims: { N: 2097152 }
cases:
  small: { N: 1009 }
limits: { N: any }
constants: { a: 2.5 }
inputs:
  x: { type: f32, shape: [N], fill: { normal: [0, 1] } }
  y: { type: f32, shape: [N], fill: { normal: [0, 1] } }
outputs:
  z: { type: f32, shape: [N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, z, a, N] }
---*/
extern "C" __global__ void reference(const float* x, const float* y, float* z, float a, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) z[i] = (float)((double)a * x[i] + y[i]);
}
