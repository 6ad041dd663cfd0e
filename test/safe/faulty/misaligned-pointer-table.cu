/*---
name: misaligned_pointer_table
summary: Pointers from memory to rows of an odd length, read as vectors.
dims: { N: 36 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  table: { type: i64, shape: [4] }
launch:
  - { kernel: fill, grid: [1], block: [4], args: [x, table] }
  - { kernel: run, grid: [1], block: [4], args: [table, y] }
---*/
extern "C" __global__ void fill(const float* x, const float** table) { table[threadIdx.x] = x + 9 * threadIdx.x; }
extern "C" __global__ void run(const float* const* table, float* y) {
    int t = threadIdx.x;
    const float* row = table[t];
    float4 v = *(const float4*)row; // expect: misaligned x
    for (int k = 0; k < 9; k++) y[9 * t + k] = v.x + v.y * v.z + v.w * k;
}
