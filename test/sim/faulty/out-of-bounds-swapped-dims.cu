/*---
name: out_of_bounds_swapped_dims
summary: A matrix that is not square, read with the pitch of its transpose.
dims: { M: 12, N: 20 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, N] }
launch:
  - { kernel: run, grid: [1], block: [N, M], args: [x, y, M, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int M, int N) {
    int column = threadIdx.x, row = threadIdx.y;
    // Right for a matrix of N rows, of which this one has fewer.
    float v = x[column * N + row]; // expect: out-of-bounds x
    y[row * N + column] = v;
}
