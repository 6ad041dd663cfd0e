/*---
name: out_of_bounds_pointer_table
summary: A first launch writes pointers to memory, and the second reads beyond what they point to.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  table: { type: i64, shape: [2] }
launch:
  - { kernel: fill, grid: [1], block: [1], args: [x, table] }
  - { kernel: run, grid: [1], block: [N], args: [table, y] }
---*/
extern "C" __global__ void fill(const float* x, const float** table) {
    table[0] = x;
    table[1] = x + 32;
}
extern "C" __global__ void run(const float* const* table, float* y) {
    int t = threadIdx.x;
    const float* from = table[t % 2];
    float v = from[t]; // expect: out-of-bounds x
    y[t] = v;
}
