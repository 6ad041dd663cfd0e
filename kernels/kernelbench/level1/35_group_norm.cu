/*---
workspace:
  means: { type: f32, shape: [batch_size, features, "ceildiv(dim1 * dim2, 8192)"] }
  squares: { type: f32, shape: [batch_size, features, "ceildiv(dim1 * dim2, 8192)"] }
  mean_of: { type: f32, shape: [batch_size, num_groups] }
  scale_of: { type: f32, shape: [batch_size, num_groups] }
launch:
  - kernel: gather
    grid: ["batch_size * features * ceildiv(dim1 * dim2, 8192)"]
    block: [256]
    args: [x, means, squares, "dim1 * dim2", "ceildiv(dim1 * dim2, 8192)"]
  - kernel: merge
    grid: ["batch_size * num_groups"]
    block: [256]
    args: [means, squares, mean_of, scale_of, "features / num_groups", "dim1 * dim2", "ceildiv(dim1 * dim2, 8192)"]
  - kernel: normalise
    grid: ["batch_size * features * ceildiv(dim1 * dim2, 8192)"]
    block: [256]
    args:
      [x, gn_weight, gn_bias, mean_of, scale_of, out, "dim1 * dim2", "ceildiv(dim1 * dim2, 8192)", features,
       "features / num_groups"]
---*/
// Hand-written. Mean and squared distances of parts of planes, which registers hold; one block for each group merges
// them, and a second pass over memory normalises.
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

// The mean of each part of a plane, and its squared distances from that.
extern "C" __global__ void __launch_bounds__(THREADS) gather(const float* x, float* means, float* squares, int N,
                                                             int parts) {
    __shared__ float scratch[THREADS / 32];
    long long row = blockIdx.x / parts;
    int part = blockIdx.x % parts;
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

// One block for each group of an example, whose planes follow each other.
extern "C" __global__ void __launch_bounds__(THREADS)
    merge(const float* means, const float* squares, float* mean_of, float* scale_of, int planes, int N,
          int parts) {
    __shared__ float scratch[THREADS / 32];
    float total = (float)planes * N;
    auto place = [&](int p) { return (long long)blockIdx.x * planes * parts + p; };
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
              float* out, int N, int parts, int features, int planes) {
    long long plane = blockIdx.x / parts;
    int part = blockIdx.x % parts, feature = plane % features;
    int count = min(PART, N - part * PART);
    long long first = plane * N + (long long)part * PART;
    long long set = plane / planes;
    float mean = mean_of[set], scale = scale_of[set] * weight[feature], shift = bias[feature];

    float v[32] = {};
    fetch(v, x + first, count, N % 4 == 0);
#pragma unroll
    for (int i = 0; i < 32; i++) v[i] = (v[i] - mean) * scale + shift;
    if (N % 4 == 0 && count == PART) {
#pragma unroll
        for (int i = 0; i < 8; i++)
            __stcs((float4*)(out + first) + threadIdx.x + i * THREADS, *(const float4*)&v[4 * i]);
    } else {
#pragma unroll
        for (int i = 0; i < 32; i++)
            if (threadIdx.x + i * THREADS < count) out[first + threadIdx.x + i * THREADS] = v[i];
    }
}
