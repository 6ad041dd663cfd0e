/*---
name: warp_aggregated_atomics
summary: >-
  Lanes in a branch add to a counter together: the lowest of them for all, and each finds its place.
dims: { N: 128 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 9] } }
outputs:
  y: { type: i32, shape: [1] }
workspace:
  count: { type: i32, shape: [1], fill: { constant: 0 } }
  places: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [64], args: [x, count, places] }
  - { kernel: finish, grid: [1], block: [1], args: [count, places, y] }
---*/
extern "C" __global__ void run(const int* x, int* count, int* places) {
    int i = blockIdx.x * 64 + threadIdx.x, lane = threadIdx.x % 32;
    unsigned mask = __ballot_sync(0xffffffff, x[i] > 4);
    if (x[i] > 4) {
        int leader = __ffs(mask) - 1, base = 0;
        if (lane == leader) base = atomicAdd(count, __popc(mask));
        base = __shfl_sync(mask, base, leader);
        places[base + __popc(mask & ((1u << lane) - 1))] = x[i];
    }
}
extern "C" __global__ void finish(const int* count, const int* places, int* y) {
    int sum = 0;
    for (int k = 0; k < *count; k++) sum += places[k];
    *y = sum;
}
