/*---
name: out_of_bounds_noinline_load
summary: A function that is not inlined reads its pointer's next element; the last thread has none.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
__device__ __noinline__ float difference(const float* x, int i) {
    return x[i + 1] - x[i]; // expect: out-of-bounds x
}
extern "C" __global__ void run(const float* x, float* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    y[i] = difference(x, i);
}
