/*---
name: race_reduction
summary: A block reduction, the last warp by shuffles, and a second round in another array.
dims: { N: 256 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [2] }
launch:
  - { kernel: run, grid: [2], block: [128], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[4];
    int t = threadIdx.x;
    float sum = x[blockIdx.x * 128 + t];
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_down_sync(0xffffffff, sum, offset);
    if (t % 32 == 0) s[t / 32] = sum;
    __syncthreads();
    if (t < 4) {
        sum = s[t];
        for (int offset = 2; offset > 0; offset /= 2) sum += __shfl_down_sync(0xf, sum, offset);
        if (t == 0) y[blockIdx.x] = sum;
    }
}
