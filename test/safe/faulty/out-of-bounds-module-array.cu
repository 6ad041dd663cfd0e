/*---
name: out_of_bounds_module_array
summary: Writes behind an array of the module's own in the third launch.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 0] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 1] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 2] }
---*/
__device__ int kept[65];
extern "C" __global__ void run(const int* x, int* y, int round) {
    int t = threadIdx.x;
    kept[round * 32 + t] = x[t]; // expect: out-of-bounds kept
    y[t] = kept[t];
}
