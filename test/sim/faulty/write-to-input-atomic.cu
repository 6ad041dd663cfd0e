/*---
name: write_to_input_atomic
summary: Counts in an input.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
  count: { type: i32, shape: [1], fill: { constant: 0 } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, count, y] }
---*/
extern "C" __global__ void run(const int* x, int* count, int* y) {
    int t = threadIdx.x;
    int v = x[t];
    int place = atomicAdd(count, 1); // expect: write-to-input count
    y[place] = v;
}
