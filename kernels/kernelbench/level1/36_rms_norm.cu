/*---
launch:
  - kernel: rms_norm
    grid: ["batch_size * ceildiv(dim1 * dim2, 256)"]
    block: [256]
    args: [x, out, features, "dim1 * dim2", "ceildiv(dim1 * dim2, 256)"]
---*/
// Hand-written. One thread for each position, which keeps up to 64 features in registers: memory is read once.
constexpr int HELD = 64;
constexpr float EPS = 1e-5f;

extern "C" __global__ void __launch_bounds__(256)
    rms_norm(const float* x, float* out, int features, int positions, int parts) {
    int position = blockIdx.x % parts * 256 + threadIdx.x;
    if (position >= positions) return;
    long long first = (long long)(blockIdx.x / parts) * features * positions + position;
    float v[HELD];
#pragma unroll
    for (int f = 0; f < HELD; f++) v[f] = f < features ? __ldcs(x + first + (long long)f * positions) : 0.0f;
    float sum[4] = {};
#pragma unroll
    for (int f = 0; f < HELD; f++) sum[f % 4] += v[f] * v[f];
    for (int f = HELD; f < features; f++) {
        float more = x[first + (long long)f * positions];
        sum[0] += more * more;
    }
    float scale = 1.0f / sqrtf(((sum[0] + sum[1]) + (sum[2] + sum[3])) / features + EPS);
#pragma unroll
    for (int f = 0; f < HELD; f++)
        if (f < features) __stcs(out + first + (long long)f * positions, v[f] * scale);
    for (int f = HELD; f < features; f++)
        out[first + (long long)f * positions] = x[first + (long long)f * positions] * scale;
}
