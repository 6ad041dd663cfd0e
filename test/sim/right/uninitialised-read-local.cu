/*---
name: uninitialised_read_local
summary: A local array of which every second element is written, and only those are read.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  index: { type: i32, shape: [N], fill: { integers: [0, 7] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, index, y] }
---*/
extern "C" __global__ void run(const float* x, const int* index, float* y) {
    float a[16];
    int t = threadIdx.x;
    for (int k = 0; k < 16; k += 2) a[k] = x[(t + k) % 32];
    y[t] = a[2 * index[t]];
}
