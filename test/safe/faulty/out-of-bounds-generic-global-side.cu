/*---
name: out_of_bounds_generic_global_side
summary: A pointer that is a shared array's or an input's as the data says; the input's side goes too far.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
  pick: { type: i32, shape: [N], fill: { constant: 1 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, pick, y] }
---*/
extern "C" __global__ void run(const float* x, const int* pick, float* y) {
    __shared__ float s[128];
    int t = threadIdx.x;
    s[t] = x[t];
    s[t + 64] = 0.0f;
    __syncthreads();
    const float* from = pick[t] ? x : s;
    float v = from[t + 1]; // expect: out-of-bounds x
    y[t] = v;
}
