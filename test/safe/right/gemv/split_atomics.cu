/*---
launch:
  - { kernel: clear, grid: ["ceildiv(M, 256)"], block: [256], args: [y, M] }
  - { kernel: gemv, grid: ["ceildiv(N, 1024)", "ceildiv(M, 4)"], block: [256], args: [a, x, y, M, N] }
---*/
// Four rows and 1024 columns a block, the piece of x in shared memory, partial sums added to the result.
extern "C" __global__ void clear(float* y, int M) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < M) y[i] = 0.0f;
}

extern "C" __global__ void gemv(const float* a, const float* x, float* y, int M, int N) {
    __shared__ float piece[1024];
    int t = threadIdx.x, first = blockIdx.x * 1024, count = min(1024, N - first);
    for (int k = t; k < count; k += 256) piece[k] = x[first + k];
    __syncthreads();
    for (int r = 0; r < 4; r++) {
        int row = blockIdx.y * 4 + r;
        if (row >= M) break;
        const float* own = a + (size_t)row * N + first;
        float sum = 0.0f;
        for (int k = t; k < count; k += 256) sum += own[k] * piece[k];
        for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
        if (t % 32 == 0) atomicAdd(&y[row], sum);
    }
}
