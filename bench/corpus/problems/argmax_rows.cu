/*---
name: argmax_rows
summary: >-
  Index of the largest element of each row of a row-major M x N matrix, as a 32-bit integer. Scores are whole numbers below
  zero, so many are equal: the lowest index wins then. N is any positive number.
dims: { M: 3001, N: 2004 }
cases:
  small: { M: 67, N: 131 }
  aligned: { M: 21, N: 264 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { integers: [-90, -1] } }
outputs:
  index: { type: i32, shape: [M] }
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, index, N] }
---*/
extern "C" __global__ void reference(const float* x, int* index, int N) {
    __shared__ int found[64];
    const float* in = x + (size_t)blockIdx.x * N;
    int best = -1;
    for (int n = threadIdx.x; n < N; n += 64)
        if (best < 0 || in[n] > in[best]) best = n;
    found[threadIdx.x] = best;
    __syncthreads();
    if (threadIdx.x > 0) return;
    for (int t = 1; t < 64; t++) {
        int other = found[t];
        if (other >= 0 && (in[other] > in[best] || (in[other] == in[best] && other < best))) best = other;
    }
    index[blockIdx.x] = best;
}
