/*---
name: misaligned_float4_offset
summary: A vector load from one element after the beginning.
dims: { N: 65 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [64] }
launch:
  - { kernel: run, grid: [1], block: [16], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int i = threadIdx.x * 4;
    float4 v = *(const float4*)(x + i + 1); // expect: misaligned x
    *(float4*)(y + i) = make_float4(v.w, v.z, v.y, v.x);
}
