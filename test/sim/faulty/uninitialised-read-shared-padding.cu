/*---
name: uninitialised_read_shared_padding
summary: A tile padded by one column, and a reader that takes the padding for data.
dims: { N: 16 }
inputs:
  x: { type: f32, shape: [N, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N, N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float tile[16][17];
    int tx = threadIdx.x, ty = threadIdx.y;
    tile[ty][tx] = x[ty * 16 + tx];
    __syncthreads();
    if (ty == 0) {
        float sum = 0.0f;
        for (int k = 0; k <= 16; k++) {
            sum += tile[tx][k]; // expect: uninitialised-read shared
        }
        y[tx] = sum;
    }
}
