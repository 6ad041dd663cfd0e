/*---
name: relu
summary: >-
  Rectified linear unit over a row-major M x N matrix, y = x where x > 0 and 0 elsewhere (a NaN becomes 0). The full
  case holds 1.6e9 elements, 6.4 GB in and as much out: byte offsets pass 2^32, so offsets are 64 bits wide. M * N need
  not be a multiple of 4.
dims: { M: 4096, N: 393216 }
cases:
  small: { M: 7, N: 1021 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 1] }, special: true }
outputs:
  y: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(M * N, 256)"], block: [256], args: [x, y, "M * N"] }
---*/
extern "C" __global__ void reference(const float* x, float* y, long long count) {
    long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) y[i] = x[i] > 0.0f ? x[i] : 0.0f;
}
