/*---
launch:
  - { kernel: layernorm_two_passes, grid: [M], block: [{{THREADS}}], args: [x, weight, bias, y, N, eps] }
---*/
/*=== design
summary: A block a row; mean first, then the variance around it, by trees in shared memory.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 512 }
wrong:
  - { why: eps is added to the deviation., change: "1.0f / sqrtf(block_sum(squares, buffer) / N + eps)", to: "1.0f / (sqrtf(block_sum(squares, buffer) / N) + eps)" }
  - { why: The variance divides by N - 1 and eps is forgotten., change: "buffer) / N + eps)", to: "buffer) / (N - 1))" }
uncompilable:
  - { why: A device function that is called before it is declared., change: "float mean = block_sum(own, buffer) / N;", to: "float mean = block_mean(own, buffer, N);" }
  - { why: An argument too few., change: "block_sum(squares, buffer)", to: "block_sum(squares)" }
faulty:
  - { why: Weights are read at the matrix's index., change: "weight[n]", to: "weight[blockIdx.x * N + n]" }
===*/
constexpr int THREADS = {{THREADS}};

__device__ float block_sum(float own, float* buffer) {
    int t = threadIdx.x;
    buffer[t] = own;
    __syncthreads();
    for (int s = THREADS / 2; s > 0; s /= 2) {
        if (t < s) buffer[t] += buffer[t + s];
        __syncthreads();
    }
    float sum = buffer[0];
    __syncthreads();
    return sum;
}

extern "C" __global__ void layernorm_two_passes(const float* x, const float* weight, const float* bias, float* y, int N,
                                                float eps) {
    __shared__ float buffer[THREADS];
    const float* in = x + (size_t)blockIdx.x * N;
    float own = 0.0f, squares = 0.0f;
    for (int n = threadIdx.x; n < N; n += THREADS) own += in[n];
    float mean = block_sum(own, buffer) / N;
    for (int n = threadIdx.x; n < N; n += THREADS) {
        float d = in[n] - mean;
        squares += d * d;
    }
    float scale = 1.0f / sqrtf(block_sum(squares, buffer) / N + eps);
    for (int n = threadIdx.x; n < N; n += THREADS)
        y[(size_t)blockIdx.x * N + n] = (in[n] - mean) * scale * weight[n] + bias[n];
}
