/*---
workspace:
  sums: { type: f32, shape: [M], fill: { constant: 0 } }
  squares: { type: f32, shape: [M], fill: { constant: 0 } }
launch:
  - { kernel: add_up, grid: ["ceildiv(N, 256)", M], block: [256], args: [x, sums, squares, N] }
  - { kernel: normalise, grid: ["ceildiv(N, 256)", M], block: [256], args: [x, weight, bias, sums, squares, y, N, eps] }
---*/
// All threads of a row add to the same two places without atomics, so most of the additions are lost.
extern "C" __global__ void add_up(const float* x, float* sums, float* squares, int N) {
    int n = blockIdx.x * blockDim.x + threadIdx.x;
    if (n >= N) return;
    float value = x[(long long)blockIdx.y * N + n];
    sums[blockIdx.y] += value;
    squares[blockIdx.y] += value * value;
}

extern "C" __global__ void normalise(const float* x, const float* weight, const float* bias, const float* sums,
                                     const float* squares, float* y, int N, float eps) {
    int n = blockIdx.x * blockDim.x + threadIdx.x;
    if (n >= N) return;
    long long i = (long long)blockIdx.y * N + n;
    float mean = sums[blockIdx.y] / N;
    float variance = fmaxf(squares[blockIdx.y] / N - mean * mean, 0.0f);
    y[i] = (x[i] - mean) * rsqrtf(variance + eps) * weight[n] + bias[n];
}
