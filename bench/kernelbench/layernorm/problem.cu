/*---
name: kernelbench_layernorm
summary: >-
  KernelBench's level 1, problem 40. Layer normalisation of each of B rows x [F, H, W] over all of its elements, with a
  weight and a bias for each: y = (x - mean) / sqrt(variance + eps) * weight + bias. The variance divides by F * H * W.
dims: { B: 16, F: 64, H: 256, W: 256 }
cases:
  small: { B: 2, F: 5, H: 9, W: 31 }
constants: { eps: 1.0e-5 }
inputs:
  x: { type: f32, shape: [B, F, H, W], fill: { normal: [0.5, 0.3] } }
  weight: { type: f32, shape: [F, H, W], fill: { normal: [1, 0.5] } }
  bias: { type: f32, shape: [F, H, W], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [B, F, H, W] }
reduction: F * H * W
launch:
  - { kernel: reference, grid: [B], block: [1024], args: [x, weight, bias, y, "F * H * W", eps] }
work: { operations: "8 * B * F * H * W", unit: f32 }
---*/
// The barrier at the end lets the caller use `partial` again at once.
__device__ double sum_over_block(double own, double* partial) {
    partial[threadIdx.x] = own;
    __syncthreads();
    for (int half = 512; half > 0; half /= 2) {
        if (threadIdx.x < half) partial[threadIdx.x] += partial[threadIdx.x + half];
        __syncthreads();
    }
    double sum = partial[0];
    __syncthreads();
    return sum;
}

extern "C" __global__ void reference(const float* x, const float* weight, const float* bias, float* y, int N,
                                     double eps) {
    __shared__ double partial[1024];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;

    double own = 0.0;
    for (int n = threadIdx.x; n < N; n += 1024) own += in[n];
    double mean = sum_over_block(own, partial) / N;

    double squares = 0.0;
    for (int n = threadIdx.x; n < N; n += 1024) squares += (in[n] - mean) * (in[n] - mean);
    double scale = 1.0 / sqrt(sum_over_block(squares, partial) / N + eps);

    for (int n = threadIdx.x; n < N; n += 1024) out[n] = (float)((in[n] - mean) * scale * weight[n] + bias[n]);
}
