/*---
launch:
  - { kernel: attention, grid: ["ceildiv(S, 8)", H], block: [32, 8], shared: "8 * S * 4", args: [q, k, v, o, S] }
---*/
// All scores of a query in dynamic shared memory; lanes share the keys first and the head's dimensions after that.
constexpr int D = 64;

extern "C" __global__ void attention(const float* q, const float* k, const float* v, float* o, int S) {
    extern __shared__ float scores[];
    int lane = threadIdx.x, i = blockIdx.x * 8 + threadIdx.y;
    if (i >= S) return;
    size_t head = (size_t)blockIdx.y * S * D;
    float* own = scores + threadIdx.y * S;
    const float4* query = (const float4*)(q + head + (size_t)i * D);
    float largest = -3.0e38f, total = 0.0f;
    for (int j = lane; j < S; j += 32) {
        const float4* key = (const float4*)(k + head + (size_t)j * D);
        float dot = 0.0f;
        for (int d = 0; d < D / 4; d++) {
            float4 a = query[d], b = key[d];
            dot += a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;
        }
        own[j] = dot * 0.125f;
        largest = fmaxf(largest, own[j]);
    }
    for (int offset = 16; offset > 0; offset /= 2)
        largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, offset));
    for (int j = lane; j < S; j += 32) {
        own[j] = __expf(own[j] - largest);
        total += own[j];
    }
    for (int offset = 16; offset > 0; offset /= 2) total += __shfl_xor_sync(0xffffffffu, total, offset);
    __syncwarp();
    float low = 0.0f, high = 0.0f;
    for (int j = 0; j < S; j++) {
        const float* value = v + head + (size_t)j * D;
        low += own[j] * value[lane];
        high += own[j] * value[lane + 32];
    }
    float* to = o + head + (size_t)i * D;
    to[lane] = low / total;
    to[lane + 32] = high / total;
}
