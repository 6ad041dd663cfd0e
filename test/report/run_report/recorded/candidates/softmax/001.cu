/*---
launch:
  - { kernel: softmax, grid: ["ceildiv(M, 8)"], block: [32, 8], args: [x, y, M, N] }
---*/
extern "C" __global__ void softmax(const float* x, float* y, int M, int N) {
    int lane = threadIdx.x;
    int row = blockIdx.x * blockDim.y + threadIdx.y;
    if (row >= M) return;
    const float* in = x + (long long)row * N;
    float* out = y + (long long)row * N;

    float largest = -INFINITY;
    for (int n = lane; n < N; n += 32) largest = fmaxf(largest, in[n]);
    for (int offset = 16; offset > 0; offset /= 2)
        largest = fmaxf(largest, __shfl_down_sync(0xffffffffu, largest, offset));

    float sum = 0.0f;
    for (int n = lane; n < N; n += 32) sum += expf(in[n] - largest);
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_down_sync(0xffffffffu, sum, offset);

    for (int n = lane; n < N; n += 32) out[n] = expf(in[n] - largest) / sum;
}
