/*---
name: misaligned_third_launch_store
summary: Pairs stored at an offset that is odd in the third launch.
dims: { N: 68 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y, 0] }
  - { kernel: run, grid: [1], block: [32], args: [x, y, 2] }
  - { kernel: run, grid: [1], block: [32], args: [x, y, 3] }
---*/
extern "C" __global__ void run(const float* x, float* y, int offset) {
    int t = threadIdx.x;
    float2 v = make_float2(x[2 * t], x[2 * t + 1]);
    *(float2*)(y + offset + 2 * t) = v; // expect: misaligned y
}
