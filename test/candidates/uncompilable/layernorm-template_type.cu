/*---
launch:
  - { kernel: "layernorm<128>", grid: [M], block: [128], args: [x, weight, bias, y, N, eps] }
---*/
// The reduction's template deduces one type from two arguments that differ: a float and a pointer to double.
template <int THREADS, typename T>
__device__ T sum_block(T value, T* scratch) {
    scratch[threadIdx.x] = value;
    __syncthreads();
    T sum = 0;
    for (int t = 0; t < THREADS; t++) sum += scratch[t];
    __syncthreads();
    return sum;
}

template <int THREADS>
__global__ void layernorm(const float* x, const float* weight, const float* bias, float* y, int N, float eps) {
    __shared__ double scratch[THREADS];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    float own = 0.0f, squares = 0.0f;
    for (int n = threadIdx.x; n < N; n += THREADS) own += in[n];
    float mean = sum_block<THREADS>(own, scratch) / N;
    for (int n = threadIdx.x; n < N; n += THREADS) squares += (in[n] - mean) * (in[n] - mean);
    float scale = rsqrtf(sum_block<THREADS>(squares, scratch) / N + eps);
    for (int n = threadIdx.x; n < N; n += THREADS) out[n] = (in[n] - mean) * scale * weight[n] + bias[n];
}
