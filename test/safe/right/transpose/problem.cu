/*---
name: transpose
summary: The transpose of a matrix.
dims: { M: 8192, N: 8192 }
cases:
  small: { M: 72, N: 104 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [N, M] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)", M], block: [256], args: [x, y, M, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int M, int N) {
    int column = blockIdx.x * 256 + threadIdx.x, row = blockIdx.y;
    if (column < N) y[(long long)column * M + row] = x[(long long)row * N + column];
}
