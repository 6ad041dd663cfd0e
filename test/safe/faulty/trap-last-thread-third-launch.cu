/*---
name: trap_last_thread_third_launch
summary: The last thread of all traps in the third launch.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y, 64] }
  - { kernel: run, grid: [2], block: [32], args: [x, y, 65] }
  - { kernel: run, grid: [2], block: [32], args: [x, y, 63] }
---*/
extern "C" __global__ void run(const float* x, float* y, int bad) {
    int i = blockIdx.x * 32 + threadIdx.x;
    y[i] = x[i];
    if (i == bad) __trap(); // expect: trap
}
