/*---
name: out_of_bounds_gather
summary: One past the last row is an index that the data itself brings.
dims: { N: 64, T: 50 }
inputs:
  index: { type: i32, shape: [N], fill: { constant: 50 } }
  table: { type: f32, shape: [T] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [index, table, y] }
---*/
extern "C" __global__ void run(const int* index, const float* table, float* y) {
    int i = threadIdx.x;
    int row = index[i];
    y[i] = table[row]; // expect: out-of-bounds table
}
