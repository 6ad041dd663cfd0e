/*---
launch:
  - { kernel: "softmax<512, 4>", grid: [M], block: [512], args: [x, y, N] }
---*/
constexpr float LOWEST = -3.402823466e38f;

struct Larger {
    __device__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

struct Plus {
    __device__ float operator()(float a, float b) const { return a + b; }
};

// Every thread gets the result. The scratch must not be in use by another reduction.
template <int THREADS, typename Combine>
__device__ float reduce(float value, float* scratch, Combine combine) {
    constexpr int WARPS = THREADS / 32;
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2)
        value = combine(value, __shfl_xor_sync(0xffffffffu, value, offset));
    if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = value;
    __syncthreads();
    value = scratch[threadIdx.x % WARPS];
#pragma unroll
    for (int offset = WARPS / 2; offset > 0; offset /= 2)
        value = combine(value, __shfl_xor_sync(0xffffffffu, value, offset));
    return value;
}

template <int THREADS, int VECTORS>
__global__ void __launch_bounds__(THREADS) softmax(const float* x, float* y, int N) {
    __shared__ float maxima[THREADS / 32];
    __shared__ float sums[THREADS / 32];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    bool aligned = N % 4 == 0 && (size_t)x % 16 == 0 && (size_t)y % 16 == 0;
    float largest = LOWEST, sum = 0.0f;

    if (!aligned || N > 4 * THREADS * VECTORS) {
        for (int n = threadIdx.x; n < N; n += THREADS) largest = fmaxf(largest, in[n]);
        largest = reduce<THREADS>(largest, maxima, Larger());
        for (int n = threadIdx.x; n < N; n += THREADS) sum += __expf(in[n] - largest);
        float scale = 1.0f / reduce<THREADS>(sum, sums, Plus());
        for (int n = threadIdx.x; n < N; n += THREADS) out[n] = __expf(in[n] - largest) * scale;
        return;
    }

    float4 v[VECTORS];
#pragma unroll
    for (int j = 0; j < VECTORS; j++) {
        int n = 4 * (j * THREADS + threadIdx.x);
        v[j] = n < N ? __ldcs((const float4*)(in + n)) : make_float4(LOWEST, LOWEST, LOWEST, LOWEST);
    }
#pragma unroll
    for (int j = 0; j < VECTORS; j++)
        largest = fmaxf(fmaxf(largest, fmaxf(v[j].x, v[j].y)), fmaxf(v[j].z, v[j].w));
    largest = reduce<THREADS>(largest, maxima, Larger());

#pragma unroll
    for (int j = 0; j < VECTORS; j++) {
        v[j] = make_float4(__expf(v[j].x - largest), __expf(v[j].y - largest), __expf(v[j].z - largest),
                           __expf(v[j].w - largest));
        sum += (v[j].x + v[j].y) + (v[j].z + v[j].w);
    }
    float scale = 1.0f / reduce<THREADS>(sum, sums, Plus());

#pragma unroll
    for (int j = 0; j < VECTORS; j++) {
        int n = 4 * (j * THREADS + threadIdx.x);
        float4 result = make_float4(v[j].x * scale, v[j].y * scale, v[j].z * scale, v[j].w * scale);
        if (n < N) __stcs((float4*)(out + n), result);
    }
}
