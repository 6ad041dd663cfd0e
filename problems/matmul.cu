/*---
name: matmul
summary: >-
  Matrix product in single precision, c = a b with a of M x K, b of K x N and c of M x N, all row-major. Every size is
  any positive number: tiles at the right and lower edges are partial, and so is the last step along K. The tolerance
  admits f32 accumulation in any order, and neither TF32 nor f16 inputs.
dims: { M: 4096, N: 4096, K: 4096 }
cases:
  small: { M: 37, N: 53, K: 61 }
limits: { M: any, N: any, K: any }
inputs:
  a: { type: f32, shape: [M, K], fill: { normal: [0, 1] } }
  b: { type: f32, shape: [K, N], fill: { normal: [0, 1] } }
outputs:
  c: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [32, 32], args: [a, b, c, M, N, K] }
# At least half: five levels of Strassen's algorithm, which saves an eighth at each, come to that.
work: { operations: "2 * M * N * K", leastOperations: "M * N * K", unit: f32 }
---*/
extern "C" __global__ void reference(const float* a, const float* b, float* c, int M, int N, int K) {
    // Tiles of doubles, because converting once for each tile is far cheaper than once for each product.
    __shared__ double tile_a[32][32];
    __shared__ double tile_b[32][32];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * 32 + ty;
    int column = blockIdx.x * 32 + tx;

    double sum = 0.0;
    for (int k = 0; k < K; k += 32) {
        tile_a[ty][tx] = row < M && k + tx < K ? a[(long long)row * K + k + tx] : 0.0;
        tile_b[ty][tx] = k + ty < K && column < N ? b[(long long)(k + ty) * N + column] : 0.0;
        __syncthreads();
        for (int i = 0; i < 32; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    if (row < M && column < N) c[(long long)row * N + column] = (float)sum;
}
