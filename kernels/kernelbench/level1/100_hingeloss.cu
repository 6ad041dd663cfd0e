/*---
workspace:
  partial: { type: f64, shape: ["ceildiv(input_shape_0, 1024) * min(64, batch_size)"] }
launch:
  - kernel: add_parts
    grid: ["ceildiv(input_shape_0, 1024) * min(64, batch_size)"]
    block: [256]
    args: [predictions, targets, partial, batch_size, input_shape_0, "min(64, batch_size)"]
  - kernel: add_up
    grid: [1]
    block: [256]
    args: [partial, out, "ceildiv(input_shape_0, 1024) * min(64, batch_size)", "batch_size * input_shape_0"]
---*/
// Hand-written. A target goes with a column, not a row: each thread keeps those of four columns while it walks down a
// share of the rows; one block then adds up what the blocks had, in f64 and always in the same order.
constexpr int THREADS = 256, COLUMNS = 4 * THREADS;

__device__ double block_sum(double own) {
    __shared__ double sums[THREADS / 32];
    for (int offset = 16; offset > 0; offset /= 2) own += __shfl_xor_sync(~0u, own, offset);
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = own;
    __syncthreads();
    own = 0.0;
    for (int i = 0; i < THREADS / 32; i++) own += sums[i];
    return own;
}

// A NaN stays one.
__device__ float term(float p, float t) {
    float v = 1.0f - p * t;
    return v < 0.0f ? 0.0f : v;
}

extern "C" __global__ void __launch_bounds__(THREADS)
    add_parts(const float* predictions, const float* targets, double* partial, long long rows, long long N,
              int shares) {
    long long column = blockIdx.x / shares * (long long)COLUMNS + threadIdx.x * 4;
    long long first = blockIdx.x % shares;
    float4 sum = {0.0f, 0.0f, 0.0f, 0.0f};
    if (N % 4 == 0 && column < N) {
        float4 t = *(const float4*)(targets + column);
#pragma unroll 8
        for (long long r = first; r < rows; r += shares) {
            float4 p = __ldcs((const float4*)(predictions + r * N + column));
            sum.x += term(p.x, t.x);
            sum.y += term(p.y, t.y);
            sum.z += term(p.z, t.z);
            sum.w += term(p.w, t.w);
        }
    } else {
        for (int i = 0; i < 4 && column + i < N; i++) {
            float t = targets[column + i];
            for (long long r = first; r < rows; r += shares) sum.x += term(predictions[r * N + column + i], t);
        }
    }
    double own = block_sum(((double)sum.x + sum.y) + ((double)sum.z + sum.w));
    if (threadIdx.x == 0) partial[blockIdx.x] = own;
}

extern "C" __global__ void __launch_bounds__(THREADS)
    add_up(const double* partial, float* y, long long count, long long scale) {
    double own = 0.0;
#pragma unroll 8
    for (long long i = threadIdx.x; i < count; i += THREADS) own += partial[i];
    own = block_sum(own);
    if (threadIdx.x == 0) y[0] = (float)(own / (double)scale);
}
