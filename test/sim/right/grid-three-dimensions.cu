/*---
name: grid_three_dimensions
summary: A grid and blocks of three dimensions, with partial blocks on all sides.
dims: { A: 5, B: 6, C: 7 }
inputs:
  x: { type: f32, shape: [A, B, C] }
outputs:
  y: { type: f32, shape: [C, B, A] }
launch:
  - { kernel: run, grid: ["ceildiv(C, 4)", "ceildiv(B, 4)", "ceildiv(A, 2)"], block: [4, 4, 2], args: [x, y, A, B, C] }
---*/
extern "C" __global__ void run(const float* x, float* y, int A, int B, int C) {
    int c = blockIdx.x * 4 + threadIdx.x, b = blockIdx.y * 4 + threadIdx.y, a = blockIdx.z * 2 + threadIdx.z;
    if (a < A && b < B && c < C) y[(c * B + b) * A + a] = x[(a * B + b) * C + c];
}
