/*---
name: misaligned_first_thread_float4
summary: Vectors of four from the second element on.
dims: { N: 132 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    float4 v = *(const float4*)(x + 1 + 4 * t); // expect: misaligned x
    y[4 * t] = v.x + v.y;
    y[4 * t + 1] = v.z + v.w;
    y[4 * t + 2] = v.x;
    y[4 * t + 3] = v.w;
    if (t < 4) y[128 + t] = 0.0f;
}
