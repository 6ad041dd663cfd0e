/*---
launch:
  - { kernel: axpy, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, z, alpha, N] }
---*/
extern "C" __global__ void axpy(const float* x, const float* y, float* z, float alpha, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) z[i] = alpha * x[i] + y[i];
}
