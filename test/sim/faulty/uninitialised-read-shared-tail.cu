/*---
name: uninitialised_read_shared_tail
summary: A block reduction over as many slots as the block has threads, of which only those below N were written.
dims: { N: 50 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
launch:
  - { kernel: run, grid: [1], block: [64], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    __shared__ float s[64];
    int t = threadIdx.x;
    if (t < N) s[t] = x[t];
    __syncthreads();
    for (int half = 32; half > 0; half /= 2) {
        if (t < half) {
            float other = s[t + half]; // expect: uninitialised-read shared
            s[t] += other;
        }
        __syncthreads();
    }
    if (t == 0) y[0] = s[0];
}
