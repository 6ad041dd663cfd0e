/*---
name: race_in_place_stencil
summary: A stencil in place within each block, between barriers, and from one buffer to another across blocks.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  state: { type: f32, shape: [N], fill: { uniform: [0, 1] } }
  after: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [4], block: [16], args: [state, after] }
  - { kernel: run, grid: [4], block: [16], args: [after, state] }
  - { kernel: inside, grid: [4], block: [16], args: [x, state, y] }
---*/
extern "C" __global__ void run(const float* from, float* to) {
    int i = blockIdx.x * 16 + threadIdx.x;
    to[i] = 0.5f * from[i] + 0.5f * from[i > 0 ? i - 1 : i];
}
extern "C" __global__ void inside(const float* x, float* state, float* y) {
    int t = threadIdx.x, i = blockIdx.x * 16 + t;
    for (int k = 0; k < 3; k++) {
        float left = t > 0 ? state[i - 1] : 0.0f;
        __syncthreads();
        state[i] = left + x[i];
        __syncthreads();
    }
    y[i] = state[i];
}
