/*---
name: misaligned_row_pitch
summary: Rows of 18 floats read as vectors of two.
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
    float sum = 0.0f;
    for (int k = 0; k < N; k += 2) {
        float2 v = *(const float2*)(row + k);
        sum += v.x * v.y;
    }
    y[threadIdx.x] = sum;
}
