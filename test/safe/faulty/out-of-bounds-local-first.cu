/*---
name: out_of_bounds_local_first
summary: A local array indexed by data that falls before it in the first thread.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 7] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x;
    int bins[8];
    for (int k = 0; k < 8; k++) bins[k] = x[k];
    int from = t == 0 ? -1 - x[0] % 2 : x[t];
    int v = bins[from]; // expect: out-of-bounds local
    bins[x[t]] = v;
    y[t] = v + bins[x[31 - t]];
}
