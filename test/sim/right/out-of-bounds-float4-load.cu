/*---
name: out_of_bounds_float4_load
summary: Vector loads as far as they fit, and single ones for the tail.
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
    if (i + 3 < N) {
        float4 v = *(const float4*)(x + i);
        *(float4*)(y + i) = make_float4(v.x + 1.0f, v.y + 1.0f, v.z + 1.0f, v.w + 1.0f);
    } else {
        for (; i < N; i++) y[i] = x[i] + 1.0f;
    }
}
