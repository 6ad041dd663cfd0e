/*---
workspace:
  means: { type: f32, shape: [batch_size, "ceildiv(features * dim1 * dim2, 8192)"] }
  squares: { type: f32, shape: [batch_size, "ceildiv(features * dim1 * dim2, 8192)"] }
  mean_of: { type: f32, shape: [batch_size] }
  scale_of: { type: f32, shape: [batch_size] }
launch:
  - kernel: gather
    grid: ["batch_size * ceildiv(features * dim1 * dim2, 8192)"]
    block: [256]
    args: [x, means, squares, "features * dim1 * dim2", "ceildiv(features * dim1 * dim2, 8192)", batch_size]
  - kernel: merge
    grid: [batch_size]
    block: [256]
    args: [means, squares, mean_of, scale_of, "features * dim1 * dim2", "ceildiv(features * dim1 * dim2, 8192)"]
  - kernel: normalise
    grid: ["batch_size * ceildiv(features * dim1 * dim2, 8192)"]
    block: [256]
    args: [x, ln_weight, ln_bias, mean_of, scale_of, out, "features * dim1 * dim2", batch_size]
---*/
// Hand-written. Mean and squared distances of parts of rows, which registers hold; one block for each row merges them,
// and a second pass over memory normalises. Rows are walked side by side, which lets them share weights in the cache.
constexpr int THREADS = 256;
// Elements of a part, 32 for each thread.
constexpr int PART = 32 * THREADS;
constexpr float EPS = 1e-5f;

// Every thread gets the sum; the barrier at the end lets the caller use `scratch` again at once.
__device__ float sum_over_block(float own, float* scratch) {
    for (int offset = 16; offset > 0; offset /= 2) own += __shfl_xor_sync(~0u, own, offset);
    if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = own;
    __syncthreads();
    float sum = threadIdx.x % 32 < THREADS / 32 ? scratch[threadIdx.x % 32] : 0.0f;
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(~0u, sum, offset);
    __syncthreads();
    return sum;
}

// The thread's elements of a part that begins at `in` and has `count`; absent ones are left as they are.
__device__ void fetch(float (&v)[32], const float* in, int count, bool aligned) {
    if (aligned && count == PART) {
#pragma unroll
        for (int i = 0; i < 8; i++) *(float4*)&v[4 * i] = ((const float4*)in)[threadIdx.x + i * THREADS];
    } else {
#pragma unroll
        for (int i = 0; i < 32; i++)
            if (threadIdx.x + i * THREADS < count) v[i] = in[threadIdx.x + i * THREADS];
    }
}

// The mean of each part of a row, and its squared distances from that.
extern "C" __global__ void __launch_bounds__(THREADS) gather(const float* x, float* means, float* squares, int N,
                                                             int parts, int rows) {
    __shared__ float scratch[THREADS / 32];
    long long row = blockIdx.x % rows;
    int part = blockIdx.x / rows;
    int count = min(PART, N - part * PART);
    const float* in = x + row * N + (long long)part * PART;

    float v[32] = {};
    fetch(v, in, count, N % 4 == 0);
    float own = 0.0f;
#pragma unroll
    for (int i = 0; i < 32; i++) own += v[i];
    float mean = sum_over_block(own, scratch) / count;
    own = 0.0f;
#pragma unroll
    for (int i = 0; i < 32; i++) {
        bool present = count == PART || threadIdx.x + i * THREADS < count;
        own += present ? (v[i] - mean) * (v[i] - mean) : 0.0f;
    }
    own = sum_over_block(own, scratch);
    if (threadIdx.x == 0) {
        means[row * parts + part] = mean;
        squares[row * parts + part] = own;
    }
}

// One block for each row.
extern "C" __global__ void __launch_bounds__(THREADS)
    merge(const float* means, const float* squares, float* mean_of, float* scale_of, int N, int parts) {
    __shared__ float scratch[THREADS / 32];
    constexpr int planes = 1;
    float total = (float)planes * N;
    auto place = [&](int p) { return (long long)blockIdx.x * parts + p; };
    auto share = [&](int p) { return (float)min(PART, N - p % parts * PART); };
    float own = 0.0f;
    for (int p = threadIdx.x; p < planes * parts; p += THREADS) own += means[place(p)] * (share(p) / total);
    float mean = sum_over_block(own, scratch);
    own = 0.0f;
    for (int p = threadIdx.x; p < planes * parts; p += THREADS) {
        float distance = means[place(p)] - mean;
        own += squares[place(p)] + distance * distance * share(p);
    }
    float variance = sum_over_block(own, scratch) / total;
    if (threadIdx.x == 0) {
        mean_of[blockIdx.x] = mean;
        scale_of[blockIdx.x] = 1.0f / sqrtf(variance + EPS);
    }
}

extern "C" __global__ void __launch_bounds__(THREADS)
    normalise(const float* x, const float* weight, const float* bias, const float* mean_of, const float* scale_of,
              float* out, int N, int rows) {
    // Backwards: what was read last may be in the cache still.
    int block = gridDim.x - 1 - blockIdx.x;
    long long row = block % rows;
    int first = block / rows * PART, count = min(PART, N - first);
    const float* in = x + row * N + first;
    float* to = out + row * N + first;
    float mean = mean_of[row], scale = scale_of[row];
    auto normal = [&](float v, float w, float b) { return (v - mean) * scale * w + b; };
    int fours = N % 4 == 0 ? count / 4 : 0;
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += THREADS) {
        float4 v = __ldcs((const float4*)in + n);
        float4 w = ((const float4*)(weight + first))[n], b = ((const float4*)(bias + first))[n];
        v = make_float4(normal(v.x, w.x, b.x), normal(v.y, w.y, b.y), normal(v.z, w.z, b.z), normal(v.w, w.w, b.w));
        __stcs((float4*)to + n, v);
    }
    for (int n = 4 * fours + threadIdx.x; n < count; n += THREADS)
        to[n] = normal(in[n], weight[first + n], bias[first + n]);
}
