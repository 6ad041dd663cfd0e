/*---
name: race_last_block
summary: >-
  threadFenceReduction: the last block to arrive sums all partial sums and puts the counter back.
dims: { N: 256 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
workspace:
  partial: { type: f32, shape: [4] }
  count: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [4], block: [64], args: [x, partial, count, y] }
  - { kernel: run, grid: [4], block: [64], args: [x, partial, count, y] }
---*/
extern "C" __global__ void run(const float* x, volatile float* partial, unsigned* count, float* y) {
    __shared__ float s[64];
    __shared__ bool last;
    int t = threadIdx.x;
    s[t] = x[blockIdx.x * 64 + t];
    __syncthreads();
    for (int half = 32; half > 0; half /= 2) {
        if (t < half) s[t] += s[t + half];
        __syncthreads();
    }
    if (t == 0) {
        partial[blockIdx.x] = s[0];
        __threadfence();
        unsigned ticket = atomicInc(count, gridDim.x);
        last = ticket == gridDim.x - 1;
    }
    __syncthreads();
    if (last) {
        if (t < 4) s[t] = partial[t];
        __syncthreads();
        if (t == 0) {
            y[0] = s[0] + s[1] + s[2] + s[3];
            *count = 0;
        }
    }
}
