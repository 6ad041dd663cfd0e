/*---
name: out_of_bounds_shared_dynamic
summary: The launch asks for one element less of dynamic shared memory than the kernel uses.
dims: { N: 96 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], shared: "4 * (N - 1)", args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    extern __shared__ float s[];
    int t = threadIdx.x;
    s[t] = x[t]; // expect: out-of-bounds shared
    __syncthreads();
    y[t] = s[t / 2];
}
