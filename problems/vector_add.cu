/*---
name: vector_add
summary: >-
  Element-wise sum of two vectors, c[i] = a[i] + b[i] for 0 <= i < N. N is any positive number, not only a multiple
  of 4. The sum is bound by memory: 12 bytes move for each element.
dims: { N: 1048576 }
cases:
  small: { N: 1009 }
  single: { N: 1 }
limits: { N: any }
inputs:
  a: { type: f32, shape: [N], fill: { normal: [0, 1] }, special: true }
  b: { type: f32, shape: [N], fill: { normal: [0, 1] }, special: true }
outputs:
  c: { type: f32, shape: [N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void reference(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) c[i] = (float)((double)a[i] + (double)b[i]);
}
