/*---
name: misaligned_store
summary: A store of two floats at an odd place.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [65] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int i = threadIdx.x * 2;
    float2 v = *(const float2*)(x + i);
    *(float2*)(y + i + 1) = v; // expect: misaligned y
}
