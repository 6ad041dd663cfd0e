/*---
name: argmax
summary: >-
  Index of the largest element of each row of a row-major M x N matrix, as a 64-bit integer. Among equal elements the
  lowest index wins, and -0 equals +0. No element is NaN. N is any positive number.
dims: { M: 4096, N: 16384 }
cases:
  small: { M: 67, N: 131 }
  narrow: { M: 61, N: 5 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 1] }, special: [zeros, subnormals, infinities] }
outputs:
  index: { type: i64, shape: [M] }
launch:
  - { kernel: reference, grid: ["ceildiv(M, 32)"], block: [32], args: [x, index, M, N] }
---*/
extern "C" __global__ void reference(const float* x, long long* index, int M, int N) {
    int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= M) return;
    const float* in = x + (long long)row * N;
    int best = 0;
    for (int n = 1; n < N; n++)
        if (in[n] > in[best]) best = n;
    index[row] = best;
}
