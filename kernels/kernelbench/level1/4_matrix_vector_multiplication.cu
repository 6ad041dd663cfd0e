/*---
launch:
  - kernel: matrix_vector
    grid: [M]
    block: [512]
    args: [A, B, out, K]
---*/
// Hand-written. One block for each row; sixteen sums in each thread, then a tree over threads.
constexpr int THREADS = 512;

extern "C" __global__ void __launch_bounds__(THREADS) matrix_vector(const float* a, const float* b, float* out, int K) {
    const float* row = a + (long long)blockIdx.x * K;
    int t = threadIdx.x;
    float total = 0.0f;
    if (K % 4 == 0) {
        const float4* x = (const float4*)row;
        const float4* y = (const float4*)b;
        long long count = K / 4;
        float4 sum[4] = {};
        for (long long base = 0; base < count; base += THREADS * 4) {
#pragma unroll
            for (int n = 0; n < 4; n++) {
                long long i = base + n * THREADS + t;
                if (i >= count) continue;
                // The matrix is read once only: it should not drive the vector out of the cache.
                float4 p = __ldcs(x + i), q = y[i];
                sum[n].x += p.x * q.x;
                sum[n].y += p.y * q.y;
                sum[n].z += p.z * q.z;
                sum[n].w += p.w * q.w;
            }
        }
#pragma unroll
        for (int n = 0; n < 4; n++) total += (sum[n].x + sum[n].y) + (sum[n].z + sum[n].w);
    } else {
        float sum[4] = {};
        for (long long base = 0; base < K; base += THREADS * 4) {
#pragma unroll
            for (int n = 0; n < 4; n++) {
                long long i = base + n * THREADS + t;
                if (i < K) sum[n] += row[i] * b[i];
            }
        }
        total = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
    for (int d = 16; d > 0; d /= 2) total += __shfl_xor_sync(0xffffffffu, total, d);
    __shared__ float warps[THREADS / 32];
    if (t % 32 == 0) warps[t / 32] = total;
    __syncthreads();
    if (t >= 32) return;
    total = t < THREADS / 32 ? warps[t] : 0.0f;
    for (int d = 16; d > 0; d /= 2) total += __shfl_xor_sync(0xffffffffu, total, d);
    if (t == 0) out[blockIdx.x] = total;
}
