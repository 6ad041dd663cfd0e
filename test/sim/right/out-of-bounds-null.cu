/*---
name: out_of_bounds_null
summary: A pointer that may be null and is asked first.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N], fill: { normal: [0, 1] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int i = threadIdx.x;
    const float* from = nullptr;
    if (x[i] > 0.0f) from = x;
    y[i] = from ? from[i] : -1.0f;
}
