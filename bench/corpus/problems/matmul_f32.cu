/*---
name: matmul_f32
summary: >-
  Matrix product in single precision, c = a b with a of M x K, b of K x N and c of M x N, all row-major. Every size is any
  positive number.
dims: { M: 1000, N: 1004, K: 996 }
cases:
  small: { M: 37, N: 53, K: 61 }
  aligned: { M: 68, N: 76, K: 44 }
limits: { M: any, N: any, K: any }
inputs:
  a: { type: f32, shape: [M, K], fill: { normal: [0, 1] } }
  b: { type: f32, shape: [K, N], fill: { normal: [0, 1] } }
outputs:
  c: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [32, 32], args: [a, b, c, M, N, K] }
---*/
extern "C" __global__ void reference(const float* a, const float* b, float* c, int M, int N, int K) {
    __shared__ double tile_a[32][32], tile_b[32][32];
    int tx = threadIdx.x, ty = threadIdx.y, row = blockIdx.y * 32 + ty, column = blockIdx.x * 32 + tx;
    double sum = 0.0;
    for (int k = 0; k < K; k += 32) {
        tile_a[ty][tx] = row < M && k + tx < K ? a[(size_t)row * K + k + tx] : 0.0;
        tile_b[ty][tx] = k + ty < K && column < N ? b[(size_t)(k + ty) * N + column] : 0.0;
        __syncthreads();
        for (int i = 0; i < 32; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    if (row < M && column < N) c[(size_t)row * N + column] = (float)sum;
}
