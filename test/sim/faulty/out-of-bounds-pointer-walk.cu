/*---
name: out_of_bounds_pointer_walk
summary: A pointer walks one step beyond the last row.
dims: { M: 9, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, M, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int M, int N) {
    const float* p = x + threadIdx.x;
    const float* end = x + M * N;
    float sum = 0.0f;
    do {
        sum += *p; // expect: out-of-bounds x
        p += N;
    } while (p <= end + threadIdx.x);
    y[threadIdx.x] = sum;
}
