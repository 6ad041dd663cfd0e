/*---
name: out_of_bounds_constant
summary: A table in constant memory, read one past its end.
dims: { N: 32 }
inputs:
  index: { type: i32, shape: [N], fill: { integers: [8, 8] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [index, y] }
---*/
__constant__ float table[8] = {1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f, 7.0f, 8.0f};
extern "C" __global__ void run(const int* index, float* y) {
    int t = threadIdx.x;
    y[t] = table[index[t]]; // expect: out-of-bounds table
}
