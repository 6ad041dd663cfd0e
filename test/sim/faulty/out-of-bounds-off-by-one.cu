/*---
name: out_of_bounds_off_by_one
summary: The guard lets one element too many through.
dims: { N: 100 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [128], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    int i = threadIdx.x;
    if (i <= N) {
        float v = i > 0 ? x[i - 1] : 0.0f;
        y[i] = v; // expect: out-of-bounds y
    }
}
