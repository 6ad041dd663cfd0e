/*---
name: race_lock_missing
summary: Blocks increment a shared total in turns, and one of them does not take the lock.
dims: { N: 4 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 9] } }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  lock: { type: i32, shape: [1], fill: { constant: 0 } }
  total: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [N], block: [1], args: [x, lock, total, y] }
---*/
extern "C" __global__ void run(const int* x, int* lock, int* total, int* y) {
    int b = blockIdx.x;
    if (b != 2)
        while (atomicCAS(lock, 0, 1) != 0) {
        }
    __threadfence();
    int before = *total; // expect: race total
    *total = before + x[b]; // expect: race total
    __threadfence();
    if (b != 2) atomicExch(lock, 0);
    y[b] = before;
}
