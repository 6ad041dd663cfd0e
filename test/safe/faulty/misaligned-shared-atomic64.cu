/*---
name: misaligned_shared_atomic64
summary: 64-bit counters in shared memory that start at an odd word.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ __align__(8) int s[16];
    int t = threadIdx.x;
    if (t < 16) s[t] = 0;
    __syncwarp();
    unsigned long long* counter = (unsigned long long*)(s + 1 + 2 * (t % 4));
    atomicAdd(counter, (unsigned long long)x[t]); // expect: misaligned shared
    __syncwarp();
    y[t] = s[t % 16];
}
