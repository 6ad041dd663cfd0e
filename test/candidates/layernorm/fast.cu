/*---
launch:
  - { kernel: "layernorm<256, 4>", grid: [M], block: [256], args: [x, weight, bias, y, N, eps] }
---*/
// Every thread gets the sum. `scratch` holds one float for each warp and serves one call only: a second call would need
// a barrier in between.
template <int THREADS>
__device__ float sum_block(float value, float* scratch) {
    constexpr int WARPS = THREADS / 32;
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2) value += __shfl_xor_sync(0xffffffffu, value, offset);
    if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = value;
    __syncthreads();
    value = scratch[threadIdx.x % WARPS];
#pragma unroll
    for (int offset = WARPS / 2; offset > 0; offset /= 2) value += __shfl_xor_sync(0xffffffffu, value, offset);
    return value;
}

__device__ float square(float x) { return x * x; }

// One block for each row. The variance is taken from the centred values, since E[x^2] - E[x]^2 would cancel.
template <int THREADS, int VECTORS>
__global__ void __launch_bounds__(THREADS) layernorm(const float* x, const float* weight, const float* bias, float* y,
                                                     int N, float eps) {
    __shared__ float sums[THREADS / 32];
    __shared__ float squares[THREADS / 32];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    bool aligned = N % 4 == 0 && ((size_t)x | (size_t)y | (size_t)weight | (size_t)bias) % 16 == 0;

    float sum = 0.0f, spread = 0.0f;
    if (aligned && N <= 4 * THREADS * VECTORS) {
        float4 v[VECTORS];
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            int n = 4 * (j * THREADS + threadIdx.x);
            v[j] = n < N ? __ldcs((const float4*)(in + n)) : make_float4(0.0f, 0.0f, 0.0f, 0.0f);
            sum += (v[j].x + v[j].y) + (v[j].z + v[j].w);
        }
        float mean = sum_block<THREADS>(sum, sums) / N;
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            if (4 * (j * THREADS + threadIdx.x) >= N) continue;
            spread += (square(v[j].x - mean) + square(v[j].y - mean)) + (square(v[j].z - mean) + square(v[j].w - mean));
        }
        float scale = rsqrtf(sum_block<THREADS>(spread, squares) / N + eps);
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            int n = 4 * (j * THREADS + threadIdx.x);
            if (n >= N) continue;
            float4 w = *(const float4*)(weight + n);
            float4 b = *(const float4*)(bias + n);
            float4 result = make_float4((v[j].x - mean) * scale * w.x + b.x, (v[j].y - mean) * scale * w.y + b.y,
                                        (v[j].z - mean) * scale * w.z + b.z, (v[j].w - mean) * scale * w.w + b.w);
            __stcs((float4*)(out + n), result);
        }
    } else {
        for (int n = threadIdx.x; n < N; n += THREADS) sum += in[n];
        float mean = sum_block<THREADS>(sum, sums) / N;
        for (int n = threadIdx.x; n < N; n += THREADS) spread += square(in[n] - mean);
        float scale = rsqrtf(sum_block<THREADS>(spread, squares) / N + eps);
        for (int n = threadIdx.x; n < N; n += THREADS) out[n] = (in[n] - mean) * scale * weight[n] + bias[n];
    }
}
