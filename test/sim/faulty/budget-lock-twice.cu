/*---
name: budget_lock_twice
summary: Takes a lock that the same thread already has.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  lock: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [1], block: [1], args: [x, lock, y] }
---*/
extern "C" __global__ void run(const float* x, int* lock, float* y) {
    while (atomicCAS(lock, 0, 1) != 0) {
    }
    y[0] = x[0];
    while (atomicCAS(lock, 0, 1) != 0) { // expect: budget
    }
    atomicExch(lock, 0);
}
