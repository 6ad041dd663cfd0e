/*---
name: out_of_bounds_second_launch
summary: Two launches that hand partial sums on through a workspace without a fill.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  partial: { type: f32, shape: [8] }
launch:
  - { kernel: sum, grid: [8], block: [1], args: [x, partial] }
  - { kernel: spread, grid: [1], block: [N], args: [partial, y] }
---*/
extern "C" __global__ void sum(const float* x, float* partial) {
    float total = 0.0f;
    for (int k = 0; k < 8; k++) total += x[blockIdx.x * 8 + k];
    partial[blockIdx.x] = total;
}
extern "C" __global__ void spread(const float* partial, float* y) {
    int i = threadIdx.x;
    float own = partial[i / 8];
    y[i] = own;
}
