/*---
launch:
  - { kernel: "softmax<512, 4>", grid: [M], block: [512], args: [x, y, N] }
---*/
constexpr float LOWEST = -3.402823466e38f;

// Every thread gets the result. `scratch` holds one float for each warp and serves one call only: a second call would
// need a barrier in between.
template <int THREADS, typename Combine>
__device__ float reduce_block(float value, float* scratch, Combine combine) {
    constexpr int WARPS = THREADS / 32;
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2) value = combine(value, __shfl_xor_sync(0xffffffffu, value, offset));
    if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = value;
    __syncthreads();
    value = scratch[threadIdx.x % WARPS];
#pragma unroll
    for (int offset = WARPS / 2; offset > 0; offset /= 2)
        value = combine(value, __shfl_xor_sync(0xffffffffu, value, offset));
    return value;
}

// One block for each row. A row that fits stays in registers, so memory is read once.
template <int THREADS, int VECTORS>
__global__ void __launch_bounds__(THREADS) softmax(const float* x, float* y, int N) {
    __shared__ float maxima[THREADS / 32];
    __shared__ float sums[THREADS / 32];
    auto larger = [](float a, float b) { return fmaxf(a, b); };
    auto plus = [](float a, float b) { return a + b; };
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    bool aligned = N % 4 == 0 && ((size_t)x | (size_t)y) % 16 == 0;

    float largest = LOWEST, sum = 0.0f;
    if (aligned && N <= 4 * THREADS * VECTORS) {
        float4 v[VECTORS];
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            int n = 4 * (j * THREADS + threadIdx.x);
            if (n < N) v[j] = __ldcs((const float4*)(in + n));
        }
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            int n = 4 * (j * THREADS + threadIdx.x);
            if (n < N) largest = fmaxf(fmaxf(fmaxf(largest, v[j].x), fmaxf(v[j].y, v[j].z)), v[j].w);
        }
        largest = reduce_block<THREADS>(largest, maxima, larger);
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            int n = 4 * (j * THREADS + threadIdx.x);
            if (n >= N) continue;
            v[j].x = __expf(v[j].x - largest);
            v[j].y = __expf(v[j].y - largest);
            v[j].z = __expf(v[j].z - largest);
            v[j].w = __expf(v[j].w - largest);
            sum += (v[j].x + v[j].y) + (v[j].z + v[j].w);
        }
        float scale = 1.0f / reduce_block<THREADS>(sum, sums, plus);
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            int n = 4 * (j * THREADS + threadIdx.x);
            if (n >= N) continue;
            __stcs((float4*)(out + n), make_float4(v[j].x * scale, v[j].y * scale, v[j].z * scale, v[j].w * scale));
        }
    } else {
        for (int n = threadIdx.x; n < N; n += THREADS) largest = fmaxf(largest, in[n]);
        largest = reduce_block<THREADS>(largest, maxima, larger);
        for (int n = threadIdx.x; n < N; n += THREADS) sum += __expf(in[n] - largest);
        float scale = 1.0f / reduce_block<THREADS>(sum, sums, plus);
        for (int n = threadIdx.x; n < N; n += THREADS) out[n] = __expf(in[n] - largest) * scale;
    }
}
