/*---
name: write_to_input_pointer_table
summary: Through a pointer that an earlier launch left in a workspace.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  table: { type: i64, shape: [2] }
launch:
  - { kernel: fill, grid: [1], block: [1], args: [x, y, table] }
  - { kernel: run, grid: [1], block: [N], args: [x, table] }
---*/
extern "C" __global__ void fill(float* x, float* y, float** table) {
    table[0] = y;
    table[1] = x;
}
extern "C" __global__ void run(const float* x, float* const* table) {
    int t = threadIdx.x;
    float v = x[t];
    table[0][t] = v;
    float* to = table[t / 31];
    to[t] = v * 2.0f; // expect: write-to-input x
}
