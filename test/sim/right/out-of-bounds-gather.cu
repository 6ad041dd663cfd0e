/*---
name: out_of_bounds_gather
summary: A gather whose indices reach the last row and no further.
dims: { N: 64, T: 50 }
inputs:
  index: { type: i32, shape: [N], fill: { integers: [0, 49] } }
  table: { type: f32, shape: [T] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [index, table, y] }
---*/
extern "C" __global__ void run(const int* index, const float* table, float* y) {
    int i = threadIdx.x;
    int row = index[i];
    y[i] = table[row];
}
