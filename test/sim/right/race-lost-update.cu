/*---
name: race_lost_update
summary: One thread of each block adds to a total, each in a launch of its own block.
dims: { N: 24 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
workspace:
  total: { type: f32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [8], args: [x, total, 0] }
  - { kernel: run, grid: [1], block: [8], args: [x, total, 8] }
  - { kernel: run, grid: [1], block: [8], args: [x, total, 16] }
  - { kernel: copy, grid: [1], block: [1], args: [total, y] }
---*/
extern "C" __global__ void run(const float* x, float* total, int from) {
    __shared__ float s[8];
    int t = threadIdx.x;
    s[t] = x[from + t];
    __syncthreads();
    if (t == 0) {
        float sum = 0.0f;
        for (int k = 0; k < 8; k++) sum += s[k];
        *total += sum;
    }
}
extern "C" __global__ void copy(const float* total, float* y) { y[0] = total[0]; }
