/*---
launch:
  - { kernel: relu, grid: ["ceildiv(M * N, 4096)"], block: [256], args: [x, y, "M * N"] }
---*/
constexpr int THREADS = 256;
constexpr int VECTORS = 4;

__device__ float positive(float x) { return fmaxf(x, 0.0f); }

extern "C" __global__ void __launch_bounds__(THREADS) relu(const float* x, float* y, long long count) {
    long long first = (long long)blockIdx.x * (4 * THREADS * VECTORS);
    bool whole = count - first >= 4 * THREADS * VECTORS;
    bool aligned = ((size_t)x | (size_t)y) % 16 == 0;

    if (whole && aligned) {
        // All loads stand before the first store, so that four of them are in flight in each thread. Neither x nor y is
        // read again: they are told to leave the caches first.
        const float4* in = (const float4*)(x + first) + threadIdx.x;
        float4* out = (float4*)(y + first) + threadIdx.x;
        float4 v[VECTORS];
#pragma unroll
        for (int j = 0; j < VECTORS; j++) v[j] = __ldcs(in + j * THREADS);
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            float4 result = make_float4(positive(v[j].x), positive(v[j].y), positive(v[j].z), positive(v[j].w));
            __stcs(out + j * THREADS, result);
        }
    } else {
        long long end = min(first + 4 * THREADS * VECTORS, count);
        for (long long i = first + threadIdx.x; i < end; i += THREADS) y[i] = positive(x[i]);
    }
}
