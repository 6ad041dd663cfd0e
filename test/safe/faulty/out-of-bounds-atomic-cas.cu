/*---
name: out_of_bounds_atomic_cas
summary: Compare-and-swap on a lock whose index is off by one for the first thread.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  locks: { type: i32, shape: [N], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, locks, y] }
---*/
extern "C" __global__ void run(const int* x, int* locks, int* y) {
    int t = threadIdx.x;
    int got = atomicCAS(&locks[t - 1], 0, 1); // expect: out-of-bounds locks
    y[t] = got + x[t];
}
