/*---
name: softmax_online
summary: Softmax of rows with running maximum and sum, by warps.
dims: { M: 6, N: 75 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, N] }
launch:
  - { kernel: run, grid: ["ceildiv(M, 4)"], block: [32, 4], args: [x, y, M, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int M, int N) {
    int row = blockIdx.x * 4 + threadIdx.y, lane = threadIdx.x;
    if (row >= M) return;
    float most = -3e38f, sum = 0.0f;
    for (int n = lane; n < N; n += 32) {
        float v = x[row * N + n], next = fmaxf(most, v);
        sum = sum * expf(most - next) + expf(v - next);
        most = next;
    }
    for (int offset = 16; offset > 0; offset /= 2) {
        float other_most = __shfl_xor_sync(0xffffffff, most, offset);
        float other_sum = __shfl_xor_sync(0xffffffff, sum, offset);
        float next = fmaxf(most, other_most);
        sum = sum * expf(most - next) + other_sum * expf(other_most - next);
        most = next;
    }
    for (int n = lane; n < N; n += 32) y[row * N + n] = expf(x[row * N + n] - most) / sum;
}
