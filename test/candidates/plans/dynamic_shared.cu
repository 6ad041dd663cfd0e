/*---
launch:
  - { kernel: softmax, grid: ["ceildiv(M, 2)"], block: [256], shared: "2 * N * 4", args: [x, y, M, N] }
---*/
// Solves softmax. Two rows lie in dynamic shared memory, 64 KB in the full case, so the launch needs the opt-in limit.
// Rows of up to 29,000 columns fit.
constexpr int THREADS = 256;

extern "C" __global__ void softmax(const float* x, float* y, int M, int N) {
    extern __shared__ float rows[];
    __shared__ float scratch[THREADS];
    int first = blockIdx.x * 2, t = threadIdx.x;
    // The threads' two halves take a row each. A missing second row is computed as zeros and never stored.
    int half = t / 128, u = t % 128;
    bool exists = first + half < M;
    float* row = rows + half * N;
    const float* in = x + (long long)(first + half) * N;

    float largest = -3.402823466e38f;
    for (int n = u; n < N; n += 128) {
        row[n] = exists ? in[n] : 0.0f;
        largest = fmaxf(largest, row[n]);
    }
    scratch[t] = largest;
    __syncthreads();
    for (int n = 0; n < 128; n++) largest = fmaxf(largest, scratch[half * 128 + n]);
    __syncthreads();

    float own = 0.0f;
    for (int n = u; n < N; n += 128) {
        row[n] = expf(row[n] - largest);
        own += row[n];
    }
    scratch[t] = own;
    __syncthreads();
    float sum = 0.0f;
    for (int n = 0; n < 128; n++) sum += scratch[half * 128 + n];

    if (!exists) return;
    float* out = y + (long long)(first + half) * N;
    for (int n = u; n < N; n += 128) out[n] = row[n] / sum;
}
