/*---
name: misaligned_float4_offset
summary: Vector loads of two and of four from offsets that they divide.
dims: { N: 68 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [64] }
launch:
  - { kernel: run, grid: [1], block: [16], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int i = threadIdx.x * 4;
    float4 v = *(const float4*)(x + i + 4);
    float2 w = *(const float2*)(x + i + 2);
    *(float4*)(y + i) = make_float4(v.x, v.y, v.z + w.x, v.w + w.y);
}
