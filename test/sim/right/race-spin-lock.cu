/*---
name: race_spin_lock
summary: Blocks increment a total in turns behind a spin lock.
dims: { N: 4 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 9] } }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  lock: { type: i32, shape: [1], fill: { constant: 0 } }
  total: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [N], block: [32], args: [x, lock, total, y] }
---*/
extern "C" __global__ void run(const int* x, int* lock, int* total, int* y) {
    int b = blockIdx.x;
    if (threadIdx.x != 0) return;
    while (atomicCAS(lock, 0, 1) != 0) {
    }
    __threadfence();
    int before = *total;
    *total = before + x[b];
    __threadfence();
    atomicExch(lock, 0);
    y[b] = x[b];
}
