/*---
name: trap_first_thread
summary: The first thread of all traps in the first of three launches.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y, 0] }
  - { kernel: run, grid: [2], block: [32], args: [x, y, 64] }
  - { kernel: run, grid: [2], block: [32], args: [x, y, 64] }
---*/
extern "C" __global__ void run(const float* x, float* y, int bad) {
    int i = blockIdx.x * 32 + threadIdx.x;
    if (i == bad) __trap(); // expect: trap
    y[i] = x[i];
}
