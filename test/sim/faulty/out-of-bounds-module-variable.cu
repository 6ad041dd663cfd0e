/*---
name: out_of_bounds_module_variable
summary: A variable of the module's own, written one past its end.
dims: { N: 32 }
inputs:
  index: { type: i32, shape: [N], fill: { constant: 8 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [index, y] }
---*/
__device__ float scratch[8];
extern "C" __global__ void run(const int* index, float* y) {
    int t = threadIdx.x;
    if (t == 3) scratch[index[t]] = 1.0f; // expect: out-of-bounds scratch
    y[t] = 0.0f;
}
