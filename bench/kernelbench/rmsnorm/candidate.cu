/*---
dims: { F: 64 }
launch:
  - { kernel: rmsnorm_fresh, grid: ["ceildiv(H * W, 256)", B], block: [256], args: [x, y, "H * W", eps] }
---*/
constexpr int FEATURES = 64;

// One thread for each position, which keeps its features in registers: memory is read once.
extern "C" __global__ void __launch_bounds__(256) rmsnorm_fresh(const float* x, float* y, int positions, float eps) {
    int position = blockIdx.x * 256 + threadIdx.x;
    if (position >= positions) return;
    long long first = (long long)blockIdx.y * FEATURES * positions + position;
    float v[FEATURES];
#pragma unroll
    for (int f = 0; f < FEATURES; f++) v[f] = __ldcs(x + first + (long long)f * positions);
    float squares = 0.0f;
#pragma unroll
    for (int f = 0; f < FEATURES; f++) squares += v[f] * v[f];
    float scale = 1.0f / sqrtf(squares / FEATURES + eps);
#pragma unroll
    for (int f = 0; f < FEATURES; f++) __stcs(y + first + (long long)f * positions, v[f] * scale);
}
