/*---
launch:
  - { kernel: cumsum_doubling, grid: [M], block: [{{THREADS}}], args: [x, y, N] }
---*/
/*=== design
summary: Chunks of a row by doubling steps in two shared buffers, with a carry between chunks.
variants:
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 512 }
  - { THREADS: 1024 }
wrong:
  - { why: The carry is that of the last chunk only., change: "carry += buffer[from][THREADS - 1];", to: "carry = buffer[from][THREADS - 1];" }
  - { why: The last doubling is missing., change: "step < THREADS; step *= 2", to: "step < THREADS / 2; step *= 2" }
uncompilable:
  - { why: A qualifier that is spelt wrongly., change: "__shared__ float", to: "__share__ float" }
faulty:
  - { why: It adds what comes after in place of what came before., change: "(t >= step ? buffer[from][t - step] : 0.0f)", to: "buffer[from][t + step]" }
===*/
constexpr int THREADS = {{THREADS}};

extern "C" __global__ void cumsum_doubling(const float* x, float* y, int N) {
    __shared__ float buffer[2][THREADS];
    int t = threadIdx.x;
    size_t row = (size_t)blockIdx.x * N;
    float carry = 0.0f;
    for (int first = 0; first < N; first += THREADS) {
        int n = first + t, from = 0;
        buffer[0][t] = n < N ? x[row + n] : 0.0f;
        __syncthreads();
        for (int step = 1; step < THREADS; step *= 2) {
            buffer[1 - from][t] = buffer[from][t] + (t >= step ? buffer[from][t - step] : 0.0f);
            from = 1 - from;
            __syncthreads();
        }
        if (n < N) y[row + n] = carry + buffer[from][t];
        carry += buffer[from][THREADS - 1];
        __syncthreads();
    }
}
