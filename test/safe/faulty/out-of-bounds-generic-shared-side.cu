/*---
name: out_of_bounds_generic_shared_side
summary: Reads behind a shared array through a pointer that may be global as well.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
  pick: { type: i32, shape: [N], fill: { constant: 0 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, pick, y] }
---*/
extern "C" __global__ void run(const float* x, const int* pick, float* y) {
    __shared__ float s[64];
    int t = threadIdx.x;
    s[t] = x[t];
    __syncthreads();
    const float* from = pick[t] ? x - 1 : s;
    float v = from[t + 1]; // expect: out-of-bounds shared
    y[t] = v;
}
