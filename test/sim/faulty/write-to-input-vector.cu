/*---
name: write_to_input_vector
summary: A vector store through the wrong one of two pointers.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [16], args: [x, y] }
---*/
extern "C" __global__ void run(float* x, float* y) {
    int i = threadIdx.x * 4;
    float4 v = *(float4*)(x + i);
    float* to = threadIdx.x == 15 ? x : y;
    *(float4*)(to + i) = v; // expect: write-to-input x
}
