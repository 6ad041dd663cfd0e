/*---
name: out_of_bounds_pointer_walk
summary: A pointer walks down a column; the last value of the pointer lies beyond the end and is not followed.
dims: { M: 9, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, M, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int M, int N) {
    const float* end = x + M * N;
    float sum = 0.0f;
    for (const float* p = x + threadIdx.x; p < end; p += N) sum += *p;
    y[threadIdx.x] = sum;
}
