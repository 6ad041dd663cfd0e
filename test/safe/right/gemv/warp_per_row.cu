/*---
launch:
  - { kernel: gemv, grid: ["ceildiv(M, 8)"], block: [32, 8], args: [a, x, y, M, N] }
---*/
extern "C" __global__ void gemv(const float* a, const float* x, float* y, int M, int N) {
    int row = blockIdx.x * 8 + threadIdx.y, lane = threadIdx.x;
    if (row >= M) return;
    const float* own = a + (size_t)row * N;
    float sum = 0.0f;
    for (int k = lane; k < N; k += 32) sum += own[k] * x[k];
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    if (lane == 0) y[row] = sum;
}
