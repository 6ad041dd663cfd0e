/*---
name: out_of_bounds_shared_static
summary: The neighbour of the last element of a shared array.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[128];
    int t = threadIdx.x;
    s[t] = x[t];
    __syncthreads();
    float next = s[t + 1]; // expect: out-of-bounds shared
    y[t] = next;
}
