/*---
name: budget_one_lane
summary: One lane of a warp never leaves its loop, and the others wait for it.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { constant: 1 } }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  sink: { type: i32, shape: [N], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, sink, y] }
---*/
extern "C" __global__ void run(const int* x, volatile int* sink, int* y) {
    int t = threadIdx.x, left = x[t] + t;
    while (left != 8) { // expect: budget
        sink[t] = left; // expect: budget
        left = left > 8 ? left - 1 : left == 1 ? 1 : left + 1;
    }
    __syncwarp();
    y[t] = left;
}
