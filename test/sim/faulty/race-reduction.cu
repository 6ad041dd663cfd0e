/*---
name: race_reduction
summary: A block reduction without a barrier between its steps.
dims: { N: 256 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[256];
    int t = threadIdx.x;
    s[t] = x[t];
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if (t < half) {
            float other = s[t + half]; // expect: race shared
            s[t] += other; // expect: race shared
        }
    }
    if (t == 0) y[0] = s[0];
}
