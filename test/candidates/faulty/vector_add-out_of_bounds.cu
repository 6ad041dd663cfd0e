/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
// Right results first, then one store 1 TiB past the end of c, which no allocation reaches.
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) c[i] = a[i] + b[i];
    if (i == 0) c[N + (1LL << 38)] = 0.0f;
}
