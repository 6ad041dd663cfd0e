/*---
workspace:
  total: { type: f32, shape: [M, N], fill: { constant: 0 } }
launch:
  - kernel: multiply
    grid: ["ceildiv(N, 16)", "ceildiv(M, 16)", 2]
    block: [16, 16]
    args: [a, b, total, M, N, K]
  - { kernel: copy, grid: ["ceildiv(M * N, 256)"], block: [256], args: [total, c, "M * N"] }
---*/
// Two blocks were to share K, but both of them walk over all of it: everything comes out doubled.
extern "C" __global__ void multiply(const float* a, const float* b, float* total, int M, int N, int K) {
    int row = blockIdx.y * 16 + threadIdx.y, column = blockIdx.x * 16 + threadIdx.x;
    if (row >= M || column >= N) return;
    float sum = 0.0f;
    for (int k = 0; k < K; k++) sum += a[(long long)row * K + k] * b[(long long)k * N + column];
    atomicAdd(&total[(long long)row * N + column], sum);
}

extern "C" __global__ void copy(const float* total, float* c, long long count) {
    long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) c[i] = total[i];
}
