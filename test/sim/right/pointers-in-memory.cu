/*---
name: pointers_in_memory
summary: Pointers to a launch's own buffers, kept in shared memory and in a workspace between two launches.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  table: { type: i64, shape: [2] }
launch:
  - { kernel: make, grid: [1], block: [1], args: [x, y, table] }
  - { kernel: take, grid: [1], block: [N], args: [x, y, table] }
---*/
extern "C" __global__ void make(const float* x, float* y, void** table) {
    table[0] = (void*)(x + 16);
    table[1] = y;
}
extern "C" __global__ void take(const float* x, float* y, void* const* table) {
    const float* from = (const float*)table[0] - 16;
    float* to = (float*)table[1];
    to[threadIdx.x] = from[threadIdx.x];
}
