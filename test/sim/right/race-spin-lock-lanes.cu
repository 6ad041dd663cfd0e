/*---
name: race_spin_lock_lanes
summary: Lanes of one warp take a lock in turns; a lane that has it goes through and lets it go in the same round.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 9] } }
outputs:
  y: { type: i32, shape: [1] }
workspace:
  lock: { type: i32, shape: [1], fill: { constant: 0 } }
  total: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [16], args: [x, lock, total] }
  - { kernel: copy, grid: [1], block: [1], args: [total, y] }
---*/
extern "C" __global__ void run(const int* x, int* lock, volatile int* total) {
    int v = x[blockIdx.x * 16 + threadIdx.x];
    bool done = false;
    while (!done) {
        if (atomicCAS(lock, 0, 1) == 0) {
            __threadfence();
            *total = *total + v;
            __threadfence();
            atomicExch(lock, 0);
            done = true;
        }
    }
}
extern "C" __global__ void copy(const int* total, int* y) { y[0] = total[0]; }
