/*---
workspace:
  losses: { type: f32, shape: [batch_size] }
launch:
  - { kernel: row_losses, grid: [batch_size], block: [256], args: [predictions, targets, losses, num_classes] }
  - { kernel: add_up, grid: [1], block: [256], args: [losses, out, batch_size, batch_size] }
---*/
// Hand-written. One block for each row, which takes the largest and the sum of exponentials in one pass; one block then
// adds the rows' losses up, in f64 and always in the same order.
constexpr int THREADS = 256;
constexpr float LOWEST = -3.402823466e38f;

__device__ double block_sum(double own) {
    __shared__ double sums[THREADS / 32];
    for (int offset = 16; offset > 0; offset /= 2) own += __shfl_xor_sync(~0u, own, offset);
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = own;
    __syncthreads();
    own = 0.0;
    for (int i = 0; i < THREADS / 32; i++) own += sums[i];
    return own;
}

struct Partial {
    float largest, sum;
};

__device__ Partial merge(Partial a, Partial b) {
    float largest = fmaxf(a.largest, b.largest);
    return {largest, a.sum * expf(a.largest - largest) + b.sum * expf(b.largest - largest)};
}

extern "C" __global__ void __launch_bounds__(THREADS)
    row_losses(const float* predictions, const long long* targets, float* losses, long long N) {
    __shared__ Partial partial[THREADS / 32];
    const float* in = predictions + blockIdx.x * N;
    long long fours = N % 4 == 0 ? N / 4 : 0;
    Partial own = {LOWEST, 0.0f};
#pragma unroll 4
    for (long long n = threadIdx.x; n < fours; n += THREADS) {
        float4 v = __ldcs((const float4*)in + n);
        float largest = fmaxf(fmaxf(fmaxf(v.x, v.y), fmaxf(v.z, v.w)), own.largest);
        float sum = (expf(v.x - largest) + expf(v.y - largest)) + (expf(v.z - largest) + expf(v.w - largest));
        own = {largest, own.sum * expf(own.largest - largest) + sum};
    }
    for (long long n = 4 * fours + threadIdx.x; n < N; n += THREADS) own = merge(own, {in[n], 1.0f});
    for (int offset = 16; offset > 0; offset /= 2)
        own = merge(own, {__shfl_xor_sync(~0u, own.largest, offset), __shfl_xor_sync(~0u, own.sum, offset)});
    if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = own;
    __syncthreads();
    if (threadIdx.x != 0) return;
    for (int i = 1; i < THREADS / 32; i++) own = merge(own, partial[i]);
    losses[blockIdx.x] = logf(own.sum) + (own.largest - in[targets[blockIdx.x]]);
}

extern "C" __global__ void __launch_bounds__(THREADS)
    add_up(const float* partial, float* y, long long count, long long scale) {
    double own = 0.0;
#pragma unroll 8
    for (long long i = threadIdx.x; i < count; i += THREADS) own += partial[i];
    own = block_sum(own);
    if (threadIdx.x == 0) y[0] = (float)(own / (double)scale);
}
