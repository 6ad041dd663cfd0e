/*---
name: race_same_value_global
summary: Every thread of every block stores the same constant at the same place.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
  seen: { type: i32, shape: [1] }
launch:
  - { kernel: run, grid: [4], block: [16], args: [x, y, seen] }
---*/
extern "C" __global__ void run(const float* x, float* y, int* seen) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    y[i] = x[i];
    *seen = 1;
}
