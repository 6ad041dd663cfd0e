/*---
name: write_to_input_float4
summary: Normalises rows in place with vectors before it copies them.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(float4* x, float4* y) {
    int t = threadIdx.x;
    float4 v = x[t];
    v.x *= 2.0f;
    x[t] = v; // expect: write-to-input x
    y[t] = v;
}
