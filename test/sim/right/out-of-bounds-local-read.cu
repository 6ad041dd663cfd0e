/*---
name: out_of_bounds_local_read
summary: Local arrays read and written at indices from the data.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  index: { type: i32, shape: [N], fill: { integers: [0, 15] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, index, y] }
---*/
extern "C" __global__ void run(const float* x, const int* index, float* y) {
    float a[16];
    int t = threadIdx.x;
    for (int k = 0; k < 16; k++) a[k] = x[(t + k) % 32];
    a[index[(t + 5) % 32]] += 100.0f;
    y[t] = a[index[t]];
}
