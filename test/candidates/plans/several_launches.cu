/*---
workspace:
  maxima: { type: f32, shape: [M] }
  sums: { type: f32, shape: [M] }
launch:
  - { kernel: find_maxima, grid: ["ceildiv(M, 8)"], block: [32, 8], args: [x, maxima, M, N] }
  - { kernel: add_up, grid: ["ceildiv(M, 8)"], block: [32, 8], args: [x, maxima, sums, M, N] }
  - { kernel: normalise, grid: ["ceildiv(N, 256)", M], block: [256], args: [x, maxima, sums, y, N] }
---*/
// Solves softmax. Three launches in order, each of which needs what the one before left in a workspace.
extern "C" __global__ void find_maxima(const float* x, float* maxima, int M, int N) {
    int row = blockIdx.x * blockDim.y + threadIdx.y;
    if (row >= M) return;
    const float* in = x + (long long)row * N;
    float largest = in[0];
    for (int n = threadIdx.x; n < N; n += 32) largest = fmaxf(largest, in[n]);
    for (int offset = 16; offset > 0; offset /= 2)
        largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, offset));
    if (threadIdx.x == 0) maxima[row] = largest;
}

extern "C" __global__ void add_up(const float* x, const float* maxima, float* sums, int M, int N) {
    int row = blockIdx.x * blockDim.y + threadIdx.y;
    if (row >= M) return;
    const float* in = x + (long long)row * N;
    float largest = maxima[row], sum = 0.0f;
    for (int n = threadIdx.x; n < N; n += 32) sum += expf(in[n] - largest);
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    if (threadIdx.x == 0) sums[row] = sum;
}

extern "C" __global__ void normalise(const float* x, const float* maxima, const float* sums, float* y, int N) {
    int row = blockIdx.y, n = blockIdx.x * blockDim.x + threadIdx.x;
    if (n >= N) return;
    long long i = (long long)row * N + n;
    y[i] = expf(x[i] - maxima[row]) / sums[row];
}
