/*---
launch:
  - { kernel: argmax, grid: ["ceildiv(M, 32)"], block: [32], args: [x, index, M, N] }
---*/
// Compares the bits of floats as unsigned integers, in which every negative number is above every positive one.
extern "C" __global__ void argmax(const float* x, long long* index, int M, int N) {
    int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= M) return;
    const float* in = x + (long long)row * N;
    int best = 0;
    for (int n = 1; n < N; n++)
        if (__float_as_uint(in[n]) > __float_as_uint(in[best])) best = n;
    index[row] = best;
}
