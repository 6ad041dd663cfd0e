/*---
name: out_of_bounds_swapped_dims
summary: The transpose of a matrix that is not square.
dims: { M: 12, N: 20 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [N, M] }
launch:
  - { kernel: run, grid: [1], block: [N, M], args: [x, y, M, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int M, int N) {
    int column = threadIdx.x, row = threadIdx.y;
    float v = x[row * N + column];
    y[column * M + row] = v;
}
