/*---
name: out_of_bounds_float4_store
summary: The last vector store reaches one element beyond the end.
dims: { N: 99 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    int i = threadIdx.x * 4;
    float4 v = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (i >= N) return;
    v.x = x[i];
    v.y = x[i + 1];
    v.z = x[i + 2];
    if (i + 3 < N) v.w = x[i + 3];
    *(float4*)(y + i) = v; // expect: out-of-bounds y
}
