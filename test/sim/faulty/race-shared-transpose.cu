/*---
name: race_shared_transpose
summary: A transpose through shared memory, block by block of warps, without a barrier.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N, N] }
outputs:
  y: { type: f32, shape: [N, N] }
launch:
  - { kernel: run, grid: [1], block: [N, 8], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float tile[32][33];
    int tx = threadIdx.x, ty = threadIdx.y;
    for (int k = ty; k < 32; k += 8) tile[k][tx] = 0.0f;
    __syncthreads();
    for (int k = ty; k < 32; k += 8) {
        float v = x[k * 32 + tx];
        tile[k][tx] = v; // expect: race shared
    }
    for (int k = ty; k < 32; k += 8) {
        float v = tile[tx][k]; // expect: race shared
        y[k * 32 + tx] = v;
    }
}
