/*---
name: race_different_values
summary: Every block stores its own number at the same place.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
  winner: { type: i32, shape: [1] }
launch:
  - { kernel: run, grid: [4], block: [16], args: [x, y, winner] }
---*/
extern "C" __global__ void run(const float* x, float* y, int* winner) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    y[i] = x[i];
    if (threadIdx.x == 0) {
        *winner = blockIdx.x; // expect: race winner
    }
}
