/*---
name: misaligned_row_pitch
summary: >-
  Rows of 18 floats read as vectors of four: every second row begins at a multiple of 8 bytes only.
dims: { M: 4, N: 18 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M] }
launch:
  - { kernel: run, grid: [1], block: [M], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    const float* row = x + threadIdx.x * N;
    float4 first = *(const float4*)row; // expect: misaligned x
    y[threadIdx.x] = first.x + first.y + first.z + first.w;
}
