/*---
name: misaligned_shared_generic
summary: Vectors through a pointer to shared or global memory; the shared one is offset by one element.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [16], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ __align__(16) float s[72];
    int t = threadIdx.x;
    for (int k = t; k < 72; k += 16) s[k] = x[k % 64];
    __syncwarp(0xffff);
    const float* from = t < 8 ? x : s + 1;
    float4 v = *(const float4*)(from + 4 * t); // expect: misaligned shared
    y[4 * t] = v.x + v.y;
    y[4 * t + 1] = v.z + v.w;
    y[4 * t + 2] = v.x;
    y[4 * t + 3] = v.w;
}
