/*---
launch:
  - { kernel: softmax_fresh, grid: [M], block: [1024], args: [x, y, N] }
---*/
constexpr float LOWEST = -3.402823466e38f;

struct Partial {
    float largest, sum;
};

__device__ Partial merge(Partial a, Partial b) {
    float largest = fmaxf(a.largest, b.largest);
    return {largest, a.sum * __expf(a.largest - largest) + b.sum * __expf(b.largest - largest)};
}

__device__ Partial merge_warp(Partial own) {
    for (int offset = 16; offset > 0; offset /= 2) {
        Partial other = {__shfl_xor_sync(~0u, own.largest, offset), __shfl_xor_sync(~0u, own.sum, offset)};
        own = merge(own, other);
    }
    return own;
}

// One block for each row: a pass for maximum and sum together, and one that writes.
extern "C" __global__ void __launch_bounds__(1024) softmax_fresh(const float* x, float* y, int N) {
    __shared__ Partial partial[32];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    int fours = N % 4 == 0 ? N / 4 : 0;

    Partial own = {LOWEST, 0.0f};
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += 1024) {
        float4 v = ((const float4*)in)[n];
        float largest = fmaxf(fmaxf(fmaxf(v.x, v.y), fmaxf(v.z, v.w)), own.largest);
        float sum = (__expf(v.x - largest) + __expf(v.y - largest)) + (__expf(v.z - largest) + __expf(v.w - largest));
        own = {largest, own.sum * __expf(own.largest - largest) + sum};
    }
    for (int n = 4 * fours + threadIdx.x; n < N; n += 1024) own = merge(own, {in[n], 1.0f});
    own = merge_warp(own);
    if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = own;
    __syncthreads();
    own = merge_warp(partial[threadIdx.x % 32]);

    float scale = 1.0f / own.sum;
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += 1024) {
        float4 v = __ldcs((const float4*)in + n);
        v.x = __expf(v.x - own.largest) * scale;
        v.y = __expf(v.y - own.largest) * scale;
        v.z = __expf(v.z - own.largest) * scale;
        v.w = __expf(v.w - own.largest) * scale;
        __stcs((float4*)out + n, v);
    }
    for (int n = 4 * fours + threadIdx.x; n < N; n += 1024) out[n] = __expf(in[n] - own.largest) * scale;
}
