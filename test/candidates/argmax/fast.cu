/*---
launch:
  - { kernel: argmax, grid: [M], block: [256], args: [x, index, N] }
---*/
constexpr int THREADS = 256;
constexpr int WARPS = THREADS / 32;

// A key that grows with the value and, among equal values, with a lower index. Adding +0 turns -0 into +0: they tie.
__device__ unsigned long long pack(float value, int index) {
    unsigned bits = __float_as_uint(value + 0.0f);
    bits = bits >> 31 ? ~bits : bits | 0x80000000u;
    return (unsigned long long)bits << 32 | (0xffffffffu - (unsigned)index);
}

// Within a thread indices only grow, so a strict comparison keeps the lowest.
__device__ void take(float value, int index, float& best, int& at) {
    if (value > best) {
        best = value;
        at = index;
    }
}

extern "C" __global__ void __launch_bounds__(THREADS) argmax(const float* x, long long* index, int N) {
    __shared__ unsigned long long keys[WARPS];
    const float* in = x + (long long)blockIdx.x * N;
    int t = threadIdx.x;

    // 0 is below every key, so threads without elements lose.
    unsigned long long key = 0;
    if (N % 4 == 0 && (size_t)x % 16 == 0) {
        if (4 * t < N) {
            float best = in[4 * t];
            int at = 4 * t;
#pragma unroll 4
            for (int n = 4 * t; n < N; n += 4 * THREADS) {
                float4 v = __ldcs((const float4*)(in + n));
                take(v.x, n, best, at);
                take(v.y, n + 1, best, at);
                take(v.z, n + 2, best, at);
                take(v.w, n + 3, best, at);
            }
            key = pack(best, at);
        }
    } else if (t < N) {
        float best = in[t];
        int at = t;
        for (int n = t; n < N; n += THREADS) take(in[n], n, best, at);
        key = pack(best, at);
    }

#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2) key = max(key, __shfl_xor_sync(0xffffffffu, key, offset));
    if (t % 32 == 0) keys[t / 32] = key;
    __syncthreads();
    if (t == 0) {
        for (int warp = 1; warp < WARPS; warp++) key = max(key, keys[warp]);
        index[blockIdx.x] = 0xffffffffu - (unsigned)key;
    }
}
