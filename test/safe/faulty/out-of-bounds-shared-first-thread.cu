/*---
name: out_of_bounds_shared_first_thread
summary: The first thread stores to the element before a shared array.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[32];
    int t = threadIdx.x;
    s[31] = 0.0f;
    __syncwarp();
    s[t - 1] = x[t]; // expect: out-of-bounds shared
    __syncwarp();
    y[t] = s[t];
}
