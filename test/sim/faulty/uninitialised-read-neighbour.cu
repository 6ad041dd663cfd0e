/*---
name: uninitialised_read_neighbour
summary: Reads the output of an element that nobody writes.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [65] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    y[t] = x[t];
    __syncthreads();
    float next = y[t + 1]; // expect: uninitialised-read y
    __syncthreads();
    y[t] = next;
}
