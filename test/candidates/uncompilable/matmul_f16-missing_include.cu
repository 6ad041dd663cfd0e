/*---
launch:
  - { kernel: matmul, grid: ["ceildiv(N, 16)", "ceildiv(M, 16)"], block: [16, 16], args: [a, b, c, M, N, K] }
---*/
// The type __half is declared in cuda_fp16.h.
extern "C" __global__ void matmul(const __half* a, const __half* b, __half* c, int M, int N, int K) {
    int row = blockIdx.y * 16 + threadIdx.y, column = blockIdx.x * 16 + threadIdx.x;
    if (row >= M || column >= N) return;
    float sum = 0.0f;
    for (int k = 0; k < K; k++) sum += (float)a[row * K + k] * (float)b[k * N + column];
    c[row * N + column] = (__half)sum;
}
