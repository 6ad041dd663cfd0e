/*---
name: out_of_bounds_shared_last_thread_vector
summary: Vectors of four in dynamic shared memory that is one vector too short for the last thread.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: ["N / 4"], shared: "4 * N - 16", args: [x, y] }
---*/
extern "C" __global__ void run(const float4* x, float4* y) {
    extern __shared__ float4 s[];
    int t = threadIdx.x;
    s[t] = x[t]; // expect: out-of-bounds shared
    __syncwarp();
    y[t] = s[t ^ 1];
}
