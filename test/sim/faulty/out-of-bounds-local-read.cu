/*---
name: out_of_bounds_local_read
summary: A local array read at an index from the data, one past its end.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  index: { type: i32, shape: [N], fill: { constant: 16 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, index, y] }
---*/
extern "C" __global__ void run(const float* x, const int* index, float* y) {
    float a[16];
    int t = threadIdx.x;
    for (int k = 0; k < 16; k++) a[k] = x[(t + k) % 32];
    y[t] = a[index[t]]; // expect: out-of-bounds local
}
