/*---
launch:
  - kernel: scale_rows
    grid: ["ceildiv(M, 1024) * N"]
    block: [256]
    args: [A, B, out, M]
---*/
// Hand-written. Each block scales 1024 neighbours of a row, four in each thread.
constexpr int THREADS = 256;

extern "C" __global__ void __launch_bounds__(THREADS) scale_rows(const float* a, const float* b, float* out, int M) {
    int pieces = (M + THREADS * 4 - 1) / (THREADS * 4);
    int row = blockIdx.x / pieces, piece = blockIdx.x % pieces * THREADS * 4;
    float factor = a[row];
    const float* from = b + (long long)row * M;
    float* to = out + (long long)row * M;
    if (M % 4 == 0) {
        int i = piece + threadIdx.x * 4;
        if (i >= M) return;
        float4 v = *(const float4*)(from + i);
        *(float4*)(to + i) = make_float4(v.x * factor, v.y * factor, v.z * factor, v.w * factor);
        return;
    }
#pragma unroll
    for (int n = 0; n < 4; n++) {
        int i = piece + n * THREADS + threadIdx.x;
        if (i < M) to[i] = from[i] * factor;
    }
}
