/*---
launch:
  - { kernel: softmax, grid: [M], block: [256], args: [x, y, N] }
---*/
constexpr float LOWEST = -3.402823466e38f;
constexpr int THREADS = 256;
constexpr int WARPS = THREADS / 32;

struct Part {
    float largest, sum;
};

__device__ Part merge(Part a, Part b) {
    float largest = fmaxf(a.largest, b.largest);
    return {largest, a.sum * __expf(a.largest - largest) + b.sum * __expf(b.largest - largest)};
}

__device__ Part merge_lanes(Part part) {
    for (int offset = 16; offset > 0; offset /= 2) {
        Part other = {__shfl_xor_sync(0xffffffffu, part.largest, offset),
                      __shfl_xor_sync(0xffffffffu, part.sum, offset)};
        part = merge(part, other);
    }
    return part;
}

extern "C" __global__ void softmax(const float* x, float* y, int N) {
    __shared__ float maxima[WARPS];
    __shared__ float sums[WARPS];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    int t = threadIdx.x;
    bool aligned = N % 4 == 0 && (size_t)x % 16 == 0 && (size_t)y % 16 == 0;

    Part part = {LOWEST, 0.0f};
    if (aligned) {
        for (int n = 4 * t; n < N; n += 4 * THREADS) {
            float4 v = *(const float4*)(in + n);
            float largest = fmaxf(LOWEST, fmaxf(fmaxf(v.x, v.y), fmaxf(v.z, v.w)));
            float sum = __expf(v.x - largest) + __expf(v.y - largest);
            sum += __expf(v.z - largest) + __expf(v.w - largest);
            part = merge(part, {largest, sum});
        }
    } else {
        for (int n = t; n < N; n += THREADS) part = merge(part, {in[n], 1.0f});
    }

    part = merge_lanes(part);
    if (t % 32 == 0) {
        maxima[t / 32] = part.largest;
        sums[t / 32] = part.sum;
    }
    __syncthreads();
    part = {maxima[0], sums[0]};
    for (int warp = 1; warp < WARPS; warp++) part = merge(part, {maxima[warp], sums[warp]});

    float scale = 1.0f / part.sum;
    if (aligned) {
        for (int n = 4 * t; n < N; n += 4 * THREADS) {
            float4 v = *(const float4*)(in + n);
            v.x = __expf(v.x - part.largest) * scale;
            v.y = __expf(v.y - part.largest) * scale;
            v.z = __expf(v.z - part.largest) * scale;
            v.w = __expf(v.w - part.largest) * scale;
            *(float4*)(out + n) = v;
        }
    } else {
        for (int n = t; n < N; n += THREADS) out[n] = __expf(in[n] - part.largest) * scale;
    }
}
