/*---
name: out_of_bounds_grid_stride
summary: A grid-stride loop that runs one element too far.
dims: { N: 300 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [64], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    int stride = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i <= N; i += stride) {
        float v = x[min(i, N - 1)];
        y[i] = v * v; // expect: out-of-bounds y
    }
}
