/*---
name: misaligned_shared_float4
summary: A shared tile whose rows of 36 floats are read as vectors of four.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [4, N] }
outputs:
  y: { type: f32, shape: [4] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ __align__(16) float tile[4][36];
    int t = threadIdx.x;
    for (int k = 0; k < 4; k++) tile[k][t] = x[k * 32 + t];
    __syncthreads();
    if (t < 4) {
        float4 v = *(const float4*)&tile[t][28];
        y[t] = v.x + v.y + v.z + v.w;
    }
}
