/*---
name: race_overlapping_rows
summary: Blocks write rows of 33 elements that are 32 apart.
dims: { M: 3 }
inputs:
  x: { type: f32, shape: [M, 33] }
outputs:
  y: { type: f32, shape: [97] }
launch:
  - { kernel: run, grid: [M], block: [33], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x, b = blockIdx.x;
    float v = x[b * 33 + t];
    y[b * 32 + t] = v; // expect: race y
}
