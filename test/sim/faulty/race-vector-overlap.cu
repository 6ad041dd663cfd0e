/*---
name: race_vector_overlap
summary: One warp stores vectors over the elements that the other warp reads one by one.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ __align__(16) float s[128];
    int t = threadIdx.x;
    s[t] = 0.0f;
    s[t + 64] = 0.0f;
    __syncthreads();
    float v = x[t];
    if (t < 32) {
        *(float4*)&s[4 * t] = make_float4(v, v, v, v); // expect: race shared
    } else {
        v += s[t]; // expect: race shared
    }
    __syncthreads();
    y[t] = v + s[t];
}
