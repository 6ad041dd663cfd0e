/*---
name: uninitialised_read_branch
summary: A shared variable that only the threads with a positive element set; the data has none.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N], fill: { constant: -1 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ int any;
    int t = threadIdx.x;
    if (x[t] > 0.0f) any = (int)x[0];
    __syncthreads();
    int found = any; // expect: uninitialised-read shared
    y[t] = (float)found;
}
