/*---
name: race_broadcast
summary: The first thread computes what all use, without a barrier between.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float scale;
    int t = threadIdx.x;
    if (t == 40) scale = 1.0f;
    __syncthreads();
    float v = x[t];
    if (t == 40) {
        scale = v; // expect: race shared
    }
    float by = scale; // expect: race shared
    y[t] = v * by;
}
