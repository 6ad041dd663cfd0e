/*---
name: write_to_input_atomic
summary: Counts in a workspace that is filled with zero.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  count: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, count, y] }
---*/
extern "C" __global__ void run(const int* x, int* count, int* y) {
    int t = threadIdx.x;
    int v = x[t];
    int place = atomicAdd(count, 1);
    y[place] = v;
}
