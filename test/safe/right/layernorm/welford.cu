/*---
launch:
  - { kernel: layernorm, grid: [M], block: [256], args: [x, weight, bias, y, N, eps] }
---*/
// Mean and squared deviations in one pass, merged pair by pair.
struct Moments {
    float count, mean, squares;
};

__device__ Moments merge(Moments a, Moments b) {
    float count = a.count + b.count;
    if (count == 0.0f) return a;
    float delta = b.mean - a.mean, share = b.count / count;
    return {count, a.mean + delta * share, a.squares + b.squares + delta * delta * a.count * share};
}

extern "C" __global__ void layernorm(const float* x, const float* weight, const float* bias, float* y, int N,
                                     float eps) {
    __shared__ Moments warps[8];
    int t = threadIdx.x;
    const float* row = x + (size_t)blockIdx.x * N;
    Moments own = {0.0f, 0.0f, 0.0f};
    for (int i = t; i < N; i += 256) {
        float delta = row[i] - own.mean;
        own.count += 1.0f;
        own.mean += delta / own.count;
        own.squares += delta * (row[i] - own.mean);
    }
    for (int offset = 16; offset > 0; offset /= 2) {
        Moments other = {__shfl_xor_sync(0xffffffffu, own.count, offset),
                         __shfl_xor_sync(0xffffffffu, own.mean, offset),
                         __shfl_xor_sync(0xffffffffu, own.squares, offset)};
        own = merge(own, other);
    }
    if (t % 32 == 0) warps[t / 32] = own;
    __syncthreads();
    Moments all = warps[0];
    for (int w = 1; w < 8; w++) all = merge(all, warps[w]);
    float scale = rsqrtf(all.squares / N + eps);
    for (int i = t; i < N; i += 256)
        y[(size_t)blockIdx.x * N + i] = (row[i] - all.mean) * scale * weight[i] + bias[i];
}
