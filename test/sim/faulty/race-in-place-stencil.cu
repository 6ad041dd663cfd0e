/*---
name: race_in_place_stencil
summary: A stencil in place over a workspace, whose blocks read what their neighbours write.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  state: { type: f32, shape: [N], fill: { uniform: [0, 1] } }
launch:
  - { kernel: run, grid: [4], block: [16], args: [x, state, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* state, float* y, int N) {
    int i = blockIdx.x * 16 + threadIdx.x;
    float v = x[i];
    float left = i > 0 ? state[i - 1] : 0.0f; // expect: race state
    __syncthreads();
    state[i] = left + v; // expect: race state
    y[i] = left;
}
