/*---
name: top_k
summary: The eight largest elements of each row, in descending order.
dims: { M: 8192, N: 4096 }
cases:
  small: { M: 5, N: 333 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, 8] }
launch:
  - { kernel: reference, grid: ["ceildiv(M, 32)"], block: [32], args: [x, y, M, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int M, int N) {
    int row = blockIdx.x * 32 + threadIdx.x;
    if (row >= M) return;
    float best[8];
    for (int k = 0; k < 8; k++) best[k] = -3.0e38f;
    for (int i = 0; i < N; i++) {
        float v = x[(size_t)row * N + i];
        for (int k = 0; k < 8; k++)
            if (v > best[k]) {
                float lower = best[k];
                best[k] = v;
                v = lower;
            }
    }
    for (int k = 0; k < 8; k++) y[row * 8 + k] = best[k];
}
