/*---
name: batched_gemm
summary: Products of many small square matrices.
dims: { B: 512, D: 128 }
cases:
  small: { B: 3, D: 40 }
inputs:
  a: { type: f32, shape: [B, D, D] }
  b: { type: f32, shape: [B, D, D] }
outputs:
  c: { type: f32, shape: [B, D, D] }
launch:
  - { kernel: reference, grid: ["ceildiv(D, 32)", D, B], block: [32], args: [a, b, c, D] }
work: { operations: "2 * B * D * D * D", unit: f32 }
---*/
extern "C" __global__ void reference(const float* a, const float* b, float* c, int D) {
    int column = blockIdx.x * 32 + threadIdx.x, row = blockIdx.y;
    size_t at = (size_t)blockIdx.z * D * D;
    if (column >= D) return;
    double sum = 0.0;
    for (int k = 0; k < D; k++) sum += (double)a[at + row * D + k] * b[at + k * D + column];
    c[at + row * D + column] = (float)sum;
}
