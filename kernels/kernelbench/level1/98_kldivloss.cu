/*---
workspace:
  partial: { type: f64, shape: ["min(2112, ceildiv(batch_size * input_shape_0, 4096))"] }
launch:
  - kernel: add_parts
    grid: ["min(2112, ceildiv(batch_size * input_shape_0, 4096))"]
    block: [256]
    args: [predictions, targets, partial, "batch_size * input_shape_0"]
  - kernel: add_up
    grid: [1]
    block: [256]
    args: [partial, out, "min(2112, ceildiv(batch_size * input_shape_0, 4096))", "batch_size"]
---*/
// Hand-written. t (log t - log p), summed and divided by the rows. Every block adds a share of the elements up, each
// thread in four sums of f32; one block then adds up what the blocks had, in f64 and always in the same order.
constexpr int THREADS = 256;

__device__ double block_sum(double own) {
    __shared__ double sums[THREADS / 32];
    for (int offset = 16; offset > 0; offset /= 2) own += __shfl_xor_sync(~0u, own, offset);
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = own;
    __syncthreads();
    own = 0.0;
    for (int i = 0; i < THREADS / 32; i++) own += sums[i];
    return own;
}

__device__ float term(float p, float t) {
    // 0 log 0 is 0.
    return (t == 0.0f ? 0.0f : t * logf(t)) - t * logf(p);
}

extern "C" __global__ void __launch_bounds__(THREADS)
    add_parts(const float* predictions, const float* targets, double* partial, long long N) {
    long long first = (long long)blockIdx.x * THREADS + threadIdx.x, stride = (long long)gridDim.x * THREADS;
    float4 sum = {0.0f, 0.0f, 0.0f, 0.0f};
#pragma unroll 4
    for (long long i = first; i < N / 4; i += stride) {
        float4 p = __ldcs((const float4*)predictions + i), t = __ldcs((const float4*)targets + i);
        sum.x += term(p.x, t.x);
        sum.y += term(p.y, t.y);
        sum.z += term(p.z, t.z);
        sum.w += term(p.w, t.w);
    }
    for (long long i = N / 4 * 4 + first; i < N; i += stride) sum.x += term(predictions[i], targets[i]);
    double own = block_sum(((double)sum.x + sum.y) + ((double)sum.z + sum.w));
    if (threadIdx.x == 0) partial[blockIdx.x] = own;
}

extern "C" __global__ void __launch_bounds__(THREADS)
    add_up(const double* partial, float* y, long long count, long long scale) {
    double own = 0.0;
#pragma unroll 8
    for (long long i = threadIdx.x; i < count; i += THREADS) own += partial[i];
    own = block_sum(own);
    if (threadIdx.x == 0) y[0] = (float)(own / (double)scale);
}
