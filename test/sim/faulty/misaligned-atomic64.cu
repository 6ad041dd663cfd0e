/*---
name: misaligned_atomic64
summary: A 64-bit atomic on a place that is a multiple of 4 bytes.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [1] }
workspace:
  sums: { type: i32, shape: [4], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, sums, y] }
---*/
extern "C" __global__ void run(const int* x, int* sums, int* y) {
    int t = threadIdx.x;
    unsigned long long* total = (unsigned long long*)(sums + 1);
    unsigned long long v = x[t];
    atomicAdd(total, v); // expect: misaligned sums
    if (t == 0) y[0] = 0;
}
