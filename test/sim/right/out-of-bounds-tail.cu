/*---
name: out_of_bounds_tail
summary: The threads beyond N neither load nor store.
dims: { N: 1000 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    float v = i < N ? x[i] : 0.0f;
    if (i < N) y[i] = 2.0f * v;
}
