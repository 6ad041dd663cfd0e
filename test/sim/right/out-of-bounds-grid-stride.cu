/*---
name: out_of_bounds_grid_stride
summary: A grid-stride loop, unrolled by hand with guards.
dims: { N: 301 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    int stride = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < N; i += 2 * stride) {
        float first = x[i], second = i + stride < N ? x[i + stride] : 0.0f;
        y[i] = first * first;
        if (i + stride < N) y[i + stride] = second * second;
    }
}
