/*---
workspace:
  means: { type: f32, shape: [B, "ceildiv(F * H * W, 16384)"] }
  squares: { type: f32, shape: [B, "ceildiv(F * H * W, 16384)"] }
launch:
  - kernel: gather_fresh
    grid: ["ceildiv(F * H * W, 16384)", B]
    block: [256]
    args: [x, means, squares, "F * H * W"]
  - kernel: normalise_fresh
    grid: ["ceildiv(F * H * W, 16384)", B]
    block: [256]
    args: [x, weight, bias, means, squares, y, "F * H * W", eps]
---*/
constexpr int PART = 16384;

// Every thread gets the sum; the barrier at the end lets the caller use `scratch` again at once.
__device__ float sum_over_block(float own, float* scratch) {
    for (int offset = 16; offset > 0; offset /= 2) own += __shfl_xor_sync(~0u, own, offset);
    if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = own;
    __syncthreads();
    float sum = 0.0f;
    for (int w = 0; w < 8; w++) sum += scratch[w];
    __syncthreads();
    return sum;
}

__device__ int elements_of(int part, int N) {
    return min(PART, N - part * PART);
}

// The mean of each part of a row, and its squared distances from that.
extern "C" __global__ void gather_fresh(const float* x, float* means, float* squares, int N) {
    __shared__ float scratch[8];
    const float* in = x + (long long)blockIdx.y * N + (long long)blockIdx.x * PART;
    int count = elements_of(blockIdx.x, N);
    float own = 0.0f;
    for (int n = threadIdx.x; n < count; n += 256) own += in[n];
    float mean = sum_over_block(own, scratch) / count;
    own = 0.0f;
    for (int n = threadIdx.x; n < count; n += 256) own += (in[n] - mean) * (in[n] - mean);
    float sum = sum_over_block(own, scratch);
    if (threadIdx.x == 0) {
        means[blockIdx.y * gridDim.x + blockIdx.x] = mean;
        squares[blockIdx.y * gridDim.x + blockIdx.x] = sum;
    }
}

extern "C" __global__ void normalise_fresh(const float* x, const float* weight, const float* bias, const float* means,
                                           const float* squares, float* y, int N, float eps) {
    __shared__ float scratch[8];
    int parts = gridDim.x;
    means += blockIdx.y * parts;
    squares += blockIdx.y * parts;
    float own = 0.0f;
    for (int p = threadIdx.x; p < parts; p += 256) own += means[p] * elements_of(p, N);
    float mean = sum_over_block(own, scratch) / N;
    own = 0.0f;
    for (int p = threadIdx.x; p < parts; p += 256)
        own += squares[p] + (means[p] - mean) * (means[p] - mean) * elements_of(p, N);
    float scale = 1.0f / sqrtf(sum_over_block(own, scratch) / N + eps);

    int first = blockIdx.x * PART, count = elements_of(blockIdx.x, N);
    const float* in = x + (long long)blockIdx.y * N;
    float* out = y + (long long)blockIdx.y * N;
    for (int n = first + threadIdx.x; n < first + count; n += 256)
        out[n] = (in[n] - mean) * scale * weight[n] + bias[n];
}
