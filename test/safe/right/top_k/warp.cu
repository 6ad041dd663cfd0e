/*---
launch:
  - { kernel: top_k, grid: ["ceildiv(M, 4)"], block: [32, 4], args: [x, y, M, N] }
---*/
// Every lane keeps its eight in order; the warp then takes the largest of the lanes' first ones, eight times.
extern "C" __global__ void top_k(const float* x, float* y, int M, int N) {
    int row = blockIdx.x * 4 + threadIdx.y, lane = threadIdx.x;
    if (row >= M) return;
    float best[8];
#pragma unroll
    for (int k = 0; k < 8; k++) best[k] = -3.0e38f;
    for (int i = lane; i < N; i += 32) {
        float v = x[(size_t)row * N + i];
        if (v <= best[7]) continue;
#pragma unroll
        for (int k = 0; k < 8; k++) {
            float higher = fmaxf(best[k], v);
            v = fminf(best[k], v);
            best[k] = higher;
        }
    }
    for (int k = 0; k < 8; k++) {
        float largest = best[0];
        for (int offset = 16; offset > 0; offset /= 2)
            largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, offset));
        unsigned holders = __ballot_sync(0xffffffffu, best[0] == largest);
        if (lane == __ffs(holders) - 1) {
            y[row * 8 + k] = largest;
#pragma unroll
            for (int j = 0; j < 7; j++) best[j] = best[j + 1];
            best[7] = -3.0e38f;
        }
    }
}
