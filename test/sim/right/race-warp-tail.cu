/*---
name: race_warp_tail
summary: The last steps of a reduction with __syncwarp between reads and writes.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ volatile float s[64];
    int t = threadIdx.x;
    s[t] = x[t];
    s[t + 32] = x[t + 32];
    __syncwarp();
    float sum = s[t];
    for (int half = 32; half > 0; half /= 2) {
        sum += s[(t + half) & 63];
        __syncwarp();
        s[t] = sum;
        __syncwarp();
    }
    if (t == 0) y[0] = s[0];
}
