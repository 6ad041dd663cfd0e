/*---
name: uninitialised_read_vector
summary: A vector of which the last part was never written.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N, 3] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ __align__(16) float s[128];
    int t = threadIdx.x;
    for (int k = 0; k < 3; k++) s[4 * t + k] = x[3 * t + k];
    __syncthreads();
    float4 v = *(const float4*)&s[4 * (31 - t)]; // expect: uninitialised-read shared
    y[t] = v.x + v.y + v.z + v.w;
}
