/*---
name: barrier_divergence_subset_mask
summary: Shuffles and __syncwarp in branches, with masks that name exactly the lanes that come.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    float v = x[t];
    if (t < 8) {
        __syncwarp(0x000000ff);
        v += __shfl_xor_sync(0x000000ff, v, 7);
    } else if (t % 2) {
        v += __shfl_xor_sync(0xaaaaaa00, v, 2);
    } else {
        v -= __shfl_xor_sync(0x55555500, v, 4);
    }
    __syncwarp();
    y[t] = v;
}
