/*---
launch:
  - { kernel: softmax_three_passes, grid: [M], block: [{{THREADS}}], args: [x, y, N] }
---*/
/*=== design
summary: A block a row, which reads it three times; trees in shared memory.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 512 }
wrong:
  - { why: The maximum begins at zero and is never subtracted in the sum., change: "sum += expf(in[n] - largest)", to: "sum += expf(in[n])" }
  - { why: The result is not divided., change: "expf(in[n] - largest) / total", to: "expf(in[n] - largest)" }
uncompilable:
  - { why: A constant that no header brings., change: "float largest = -1.0e38f;", to: "float largest = -FLT_MAX;" }
faulty:
  - { why: The row's end is rounded up., change: "for (int n = t; n < N; n += THREADS) out[n]", to: "for (int n = t; n < N + THREADS; n += THREADS) out[n]" }
===*/
constexpr int THREADS = {{THREADS}};

extern "C" __global__ void softmax_three_passes(const float* x, float* y, int N) {
    __shared__ float buffer[THREADS];
    const float* in = x + (size_t)blockIdx.x * N;
    float* out = y + (size_t)blockIdx.x * N;
    int t = threadIdx.x;

    float largest = -1.0e38f;
    for (int n = t; n < N; n += THREADS) largest = fmaxf(largest, in[n]);
    buffer[t] = largest;
    __syncthreads();
    for (int s = THREADS / 2; s > 0; s >>= 1) {
        if (t < s) buffer[t] = fmaxf(buffer[t], buffer[t + s]);
        __syncthreads();
    }
    largest = buffer[0];
    __syncthreads();

    float sum = 0.0f;
    for (int n = t; n < N; n += THREADS) sum += expf(in[n] - largest);
    buffer[t] = sum;
    __syncthreads();
    for (int s = THREADS / 2; s > 0; s >>= 1) {
        if (t < s) buffer[t] += buffer[t + s];
        __syncthreads();
    }
    float total = buffer[0];
    for (int n = t; n < N; n += THREADS) out[n] = expf(in[n] - largest) / total;
}
