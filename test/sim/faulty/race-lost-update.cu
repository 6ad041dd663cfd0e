/*---
name: race_lost_update
summary: One thread of each block adds to a total without an atomic.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
workspace:
  total: { type: f32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [8], block: [8], args: [x, total, y] }
---*/
extern "C" __global__ void run(const float* x, float* total, float* y) {
    __shared__ float s[8];
    int t = threadIdx.x;
    s[t] = x[blockIdx.x * 8 + t];
    __syncthreads();
    if (t == 0) {
        float sum = 0.0f;
        for (int k = 0; k < 8; k++) sum += s[k];
        *total += sum; // expect: race total
        if (blockIdx.x == 0) y[0] = 0.0f;
    }
}
