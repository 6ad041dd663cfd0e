/*---
name: uninitialised_read_shared_padding
summary: A transpose through a tile padded by one column that nobody reads.
dims: { N: 16 }
inputs:
  x: { type: f32, shape: [N, N] }
outputs:
  y: { type: f32, shape: [N, N] }
launch:
  - { kernel: run, grid: [1], block: [N, N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float tile[16][17];
    int tx = threadIdx.x, ty = threadIdx.y;
    tile[ty][tx] = x[ty * 16 + tx];
    __syncthreads();
    y[ty * 16 + tx] = tile[tx][ty];
}
