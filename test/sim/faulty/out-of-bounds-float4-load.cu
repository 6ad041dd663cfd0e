/*---
name: out_of_bounds_float4_load
summary: The last vector load reaches two elements beyond the end.
dims: { N: 1002 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    int i = threadIdx.x * 4;
    if (i >= N) return;
    float4 v = *(const float4*)(x + i); // expect: out-of-bounds x
    y[i] = v.x;
    y[i + 1] = v.y;
    if (i + 2 < N) y[i + 2] = v.z;
    if (i + 3 < N) y[i + 3] = v.w;
}
