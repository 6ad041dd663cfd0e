/*---
name: several_launches_alternate
summary: Many launches that swap two workspaces, whose kernels differ in grid and block.
dims: { N: 100 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  a: { type: f32, shape: [N] }
  b: { type: f32, shape: [N] }
launch:
  - { kernel: step, grid: [4], block: [32], args: [x, a, N] }
  - { kernel: step, grid: [2], block: [64], args: [a, b, N] }
  - { kernel: step, grid: [1], block: [128], args: [b, a, N] }
  - { kernel: step, grid: [13], block: [8], args: [a, b, N] }
  - { kernel: step, grid: [100], block: [1], args: [b, y, N] }
---*/
extern "C" __global__ void step(const float* from, float* to, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) to[i] = 0.25f * from[i > 0 ? i - 1 : N - 1] + 0.5f * from[i] + 0.25f * from[(i + 1) % N];
}
