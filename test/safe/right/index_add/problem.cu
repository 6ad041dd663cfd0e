/*---
name: index_add
summary: Adds rows to the rows of a result that their numbers name.
dims: { T: 32768, D: 512, V: 256 }
cases:
  small: { T: 300, D: 40 }
inputs:
  x: { type: i32, shape: [T, D], fill: { integers: [-9, 9] } }
  rows: { type: i32, shape: [T], fill: { integers: [0, 255] } }
outputs:
  y: { type: i32, shape: [V, D] }
launch:
  - { kernel: clear, grid: ["ceildiv(V * D, 256)"], block: [256], args: [y, "V * D"] }
  - { kernel: reference, grid: [T], block: [64], args: [x, rows, y, D] }
---*/
extern "C" __global__ void clear(int* y, int count) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < count) y[i] = 0;
}
extern "C" __global__ void reference(const int* x, const int* rows, int* y, int D) {
    for (int d = threadIdx.x; d < D; d += 64)
        atomicAdd(&y[(size_t)rows[blockIdx.x] * D + d], x[(size_t)blockIdx.x * D + d]);
}
