/*---
name: race_warp_tail
summary: The last steps of a reduction without __syncwarp, as they were written before Volta.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[64];
    int t = threadIdx.x;
    s[t] = x[t];
    s[t + 32] = x[t + 32];
    __syncthreads();
    for (int half = 32; half > 0; half /= 2) {
        float other = s[t + half]; // expect: race shared
        s[t] += other; // expect: race shared
        // Keeps the compiler from holding the sum in a register.
        asm volatile("" ::: "memory");
    }
    if (t == 0) y[0] = s[0];
}
