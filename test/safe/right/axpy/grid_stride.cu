/*---
launch:
  - { kernel: axpy, grid: ["min(1056, ceildiv(N, 256))"], block: [256], args: [x, y, z, alpha, N] }
---*/
extern "C" __global__ void axpy(const float* __restrict__ x, const float* __restrict__ y, float* __restrict__ z,
                                float alpha, long long N) {
    long long step = (long long)gridDim.x * blockDim.x;
    for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < N; i += step) z[i] = alpha * x[i] + y[i];
}
