/*---
workspace:
  partial: { type: f32, shape: ["ceildiv(batch_size * features * dim1 * dim2, 65536)"] }
  norm: { type: f32, shape: [1] }
launch:
  - kernel: gather
    grid: ["ceildiv(batch_size * features * dim1 * dim2, 65536)"]
    block: [256]
    args: [x, partial, "batch_size * features * dim1 * dim2"]
  - kernel: merge
    grid: [1]
    block: [1024]
    args: [partial, norm, "ceildiv(batch_size * features * dim1 * dim2, 65536)"]
  - kernel: divide
    grid: ["ceildiv(batch_size * features * dim1 * dim2, 2048)"]
    block: [256]
    args: [x, norm, out, "batch_size * features * dim1 * dim2"]
---*/
// Hand-written. Sums of squares of parts, one block that adds them up, and a second pass over memory that divides.
constexpr int PART = 65536;

// Every thread gets the sum; the barrier at the end lets the caller use `scratch` again at once.
template <int THREADS>
__device__ float sum_over_block(float own, float* scratch) {
    for (int offset = 16; offset > 0; offset /= 2) own += __shfl_xor_sync(~0u, own, offset);
    if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = own;
    __syncthreads();
    float sum = threadIdx.x % 32 < THREADS / 32 ? scratch[threadIdx.x % 32] : 0.0f;
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(~0u, sum, offset);
    __syncthreads();
    return sum;
}

extern "C" __global__ void __launch_bounds__(256) gather(const float* x, float* partial, long long total) {
    __shared__ float scratch[8];
    const float* in = x + (long long)blockIdx.x * PART;
    int count = min((long long)PART, total - (long long)blockIdx.x * PART);
    float4 own = {};
#pragma unroll 8
    for (int n = threadIdx.x; n < count / 4; n += 256) {
        float4 v = __ldcs((const float4*)in + n);
        own.x += v.x * v.x;
        own.y += v.y * v.y;
        own.z += v.z * v.z;
        own.w += v.w * v.w;
    }
    for (int n = count / 4 * 4 + threadIdx.x; n < count; n += 256) own.x += in[n] * in[n];
    float sum = sum_over_block<256>((own.x + own.y) + (own.z + own.w), scratch);
    if (threadIdx.x == 0) partial[blockIdx.x] = sum;
}

extern "C" __global__ void __launch_bounds__(1024) merge(const float* partial, float* norm, int parts) {
    __shared__ float scratch[32];
    float own = 0.0f;
    for (int p = threadIdx.x; p < parts; p += 1024) own += partial[p];
    float sum = sum_over_block<1024>(own, scratch);
    if (threadIdx.x == 0) *norm = sqrtf(sum);
}

__device__ float4 each(float4 v, float divisor) {
    return make_float4(v.x / divisor, v.y / divisor, v.z / divisor, v.w / divisor);
}

extern "C" __global__ void __launch_bounds__(256)
    divide(const float* x, const float* norm, float* out, long long total) {
    long long first = 2048LL * blockIdx.x + 4 * threadIdx.x;
    float divisor = *norm;
    if (first + 1027 < total) {
        float4 a = __ldcs((const float4*)(x + first));
        float4 b = __ldcs((const float4*)(x + first + 1024));
        __stcs((float4*)(out + first), each(a, divisor));
        __stcs((float4*)(out + first + 1024), each(b, divisor));
        return;
    }
    for (int half = 0; half < 2; half++, first += 1024)
        for (long long i = first; i < min(first + 4, total); i++) out[i] = x[i] / divisor;
}
