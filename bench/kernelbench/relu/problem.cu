/*---
name: kernelbench_relu
summary: KernelBench's level 1, problem 19. ReLU of a matrix in f32, y = x where x > 0 and 0 elsewhere.
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
    if (i < count) y[i] = x[i] > 0.0f ? x[i] : 0.0f;
}
