/*---
workspace:
  losses: { type: f32, shape: [batch_size] }
launch:
  - { kernel: row_losses, grid: [batch_size], block: [256], args: [anchor, positive, negative, losses, input_shape_0] }
  - { kernel: add_up, grid: [1], block: [256], args: [losses, out, batch_size, batch_size] }
---*/
// Hand-written. One block for each row, for both distances in one pass; one block then adds the rows' losses up, in f64
// and always in the same order.
constexpr int THREADS = 256;
// As the module has them.
constexpr float MARGIN = 1.0f, EPS = 1e-6f;

__device__ double block_sum(double own) {
    __shared__ double sums[THREADS / 32];
    for (int offset = 16; offset > 0; offset /= 2) own += __shfl_xor_sync(~0u, own, offset);
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = own;
    __syncthreads();
    own = 0.0;
    for (int i = 0; i < THREADS / 32; i++) own += sums[i];
    return own;
}

__device__ void add(float2& sums, float a, float p, float n) {
    float to_positive = a - p + EPS, to_negative = a - n + EPS;
    sums.x += to_positive * to_positive;
    sums.y += to_negative * to_negative;
}

extern "C" __global__ void __launch_bounds__(THREADS)
    row_losses(const float* anchor, const float* positive, const float* negative, float* losses, long long N) {
    __shared__ float2 partial[THREADS / 32];
    const float *a = anchor + blockIdx.x * N, *p = positive + blockIdx.x * N, *n = negative + blockIdx.x * N;
    long long fours = N % 4 == 0 ? N / 4 : 0;
    float2 own = {0.0f, 0.0f}, other = {0.0f, 0.0f};
#pragma unroll 4
    for (long long i = threadIdx.x; i < fours; i += THREADS) {
        float4 u = __ldcs((const float4*)a + i), v = __ldcs((const float4*)p + i), w = __ldcs((const float4*)n + i);
        add(own, u.x, v.x, w.x);
        add(other, u.y, v.y, w.y);
        add(own, u.z, v.z, w.z);
        add(other, u.w, v.w, w.w);
    }
    for (long long i = 4 * fours + threadIdx.x; i < N; i += THREADS) add(own, a[i], p[i], n[i]);
    own = {own.x + other.x, own.y + other.y};
    for (int offset = 16; offset > 0; offset /= 2) {
        own.x += __shfl_xor_sync(~0u, own.x, offset);
        own.y += __shfl_xor_sync(~0u, own.y, offset);
    }
    if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = own;
    __syncthreads();
    if (threadIdx.x != 0) return;
    for (int i = 1; i < THREADS / 32; i++) own = {own.x + partial[i].x, own.y + partial[i].y};
    float loss = MARGIN + sqrtf(own.x) - sqrtf(own.y);
    // A NaN stays one.
    losses[blockIdx.x] = loss < 0.0f ? 0.0f : loss;
}

extern "C" __global__ void __launch_bounds__(THREADS)
    add_up(const float* partial, float* y, long long count, long long scale) {
    double own = 0.0;
#pragma unroll 8
    for (long long i = threadIdx.x; i < count; i += THREADS) own += partial[i];
    own = block_sum(own);
    if (threadIdx.x == 0) y[0] = (float)(own / (double)scale);
}
