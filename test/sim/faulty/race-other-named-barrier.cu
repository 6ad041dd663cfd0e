/*---
name: race_other_named_barrier
summary: Two pairs of warps synchronise each at a barrier of its own, and read the other pair's tile.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[128];
    int t = threadIdx.x;
    s[t] = 0.0f;
    __syncthreads();
    float v = x[t];
    s[t] = v; // expect: race shared
    if (t < 64)
        asm volatile("bar.sync 1, 64;" ::: "memory");
    else
        asm volatile("bar.sync 2, 64;" ::: "memory");
    float other = s[127 - t]; // expect: race shared
    y[t] = other;
}
