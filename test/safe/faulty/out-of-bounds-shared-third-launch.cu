/*---
name: out_of_bounds_shared_third_launch
summary: Rows of a shared tile that is cleared for a width which the third launch exceeds.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 2] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 4] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 5] }
---*/
extern "C" __global__ void run(const float* x, float* y, int rows) {
    __shared__ float s[4][32];
    int t = threadIdx.x;
    float sum = 0.0f;
    for (int r = 0; r < rows; r++) s[r][t] = x[t] * r; // expect: out-of-bounds shared
    for (int r = 0; r < 2; r++) sum += s[r][t];
    y[t] = sum;
}
