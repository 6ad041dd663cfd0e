/*---
name: kernelbench_rmsnorm
summary: >-
  KernelBench's level 1, problem 36. Every position of x [batch B, features F, H, W] is divided by the root of the mean
  of its squares over the features, plus eps.
dims: { B: 112, F: 64, H: 512, W: 512 }
cases:
  small: { B: 2, F: 64, H: 5, W: 7 }
constants: { eps: 1.0e-5 }
inputs:
  x: { type: f32, shape: [B, F, H, W], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [B, F, H, W] }
reduction: F
launch:
  - { kernel: reference, grid: ["ceildiv(H * W, 256)", B], block: [256], args: [x, y, F, "H * W", eps] }
work: { operations: "4 * B * F * H * W", unit: f32 }
---*/
extern "C" __global__ void reference(const float* x, float* y, int F, int positions, double eps) {
    int position = blockIdx.x * blockDim.x + threadIdx.x;
    if (position >= positions) return;
    long long first = (long long)blockIdx.y * F * positions + position;
    double squares = 0.0;
    for (int f = 0; f < F; f++) {
        double value = x[first + (long long)f * positions];
        squares += value * value;
    }
    double scale = 1.0 / sqrt(squares / F + eps);
    for (int f = 0; f < F; f++) {
        long long at = first + (long long)f * positions;
        y[at] = (float)(x[at] * scale);
    }
}
