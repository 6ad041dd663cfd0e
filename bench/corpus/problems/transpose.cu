/*---
name: transpose
summary: Transpose of a row-major M x N matrix, y[n, m] = x[m, n].
dims: { M: 1500, N: 2004 }
cases:
  small: { M: 71, N: 133 }
  aligned: { M: 84, N: 68 }
limits: { M: any, N: any }
inputs:
  x: { type: f32, shape: [M, N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [N, M] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 32)", "ceildiv(M, 8)"], block: [32, 8], args: [x, y, M, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int M, int N) {
    int n = blockIdx.x * 32 + threadIdx.x, m = blockIdx.y * 8 + threadIdx.y;
    if (m < M && n < N) y[(size_t)n * M + m] = x[(size_t)m * N + n];
}
