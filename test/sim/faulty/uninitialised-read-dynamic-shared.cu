/*---
name: uninitialised_read_dynamic_shared
summary: A table in dynamic shared memory of which the upper half was never built.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  index: { type: i32, shape: [N], fill: { integers: [40, 63] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], shared: 256, args: [x, index, y] }
---*/
extern "C" __global__ void run(const float* x, const int* index, float* y) {
    extern __shared__ float table[];
    int t = threadIdx.x;
    table[t] = x[t];
    __syncthreads();
    y[t] = table[index[t]]; // expect: uninitialised-read shared
}
