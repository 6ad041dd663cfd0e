/*---
name: uninitialised_read_neighbour
summary: Threads of a block exchange values through the output itself, with barriers.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    y[t] = x[t];
    __syncthreads();
    float next = y[63 - t];
    __syncthreads();
    y[t] = next;
}
