/*---
name: kernelbench_sum_reduction
summary: >-
  KernelBench's level 1, problem 47. The sum of x [B, R, C] in f32 over its middle dimension, which is kept with size 1.
dims: { B: 128, R: 4096, C: 4095 }
cases:
  small: { B: 2, R: 37, C: 131 }
inputs:
  x: { type: f32, shape: [B, R, C], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [B, 1, C] }
reduction: R
launch:
  - { kernel: reference, grid: ["ceildiv(C, 128)", B], block: [128], args: [x, y, R, C] }
work: { operations: "B * R * C", unit: f32 }
---*/
extern "C" __global__ void reference(const float* x, float* y, int R, int C) {
    int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= C) return;
    double sum = 0.0;
    for (int r = 0; r < R; r++) sum += x[((long long)blockIdx.y * R + r) * C + column];
    y[(long long)blockIdx.y * C + column] = (float)sum;
}
