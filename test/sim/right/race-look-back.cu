/*---
name: race_look_back
summary: >-
  Decoupled look-back: value and state travel in one word, so that no fence is needed.
dims: { N: 8 }
inputs:
  x: { type: i32, shape: [N, 32] }
outputs:
  y: { type: i32, shape: [N, 32] }
workspace:
  state: { type: i64, shape: [N], fill: { constant: 0 } }
  next: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [N], block: [32], args: [x, state, next, y] }
---*/
extern "C" __global__ void run(const int* x, unsigned long long* state, int* next, int* y) {
    __shared__ int tile_shared;
    int lane = threadIdx.x;
    // Tiles in the order in which blocks begin, so that every tile looked at belongs to a block that runs.
    if (lane == 0) tile_shared = atomicAdd(next, 1);
    __syncthreads();
    int tile = tile_shared;
    int sum = x[tile * 32 + lane];
    for (int offset = 1; offset < 32; offset *= 2) {
        int before = __shfl_up_sync(0xffffffff, sum, offset);
        if (lane >= offset) sum += before;
    }
    int total = __shfl_sync(0xffffffff, sum, 31);
    int exclusive = 0;
    if (lane == 0) {
        if (tile > 0) {
            atomicExch(&state[tile], 1ULL << 32 | (unsigned)total);
            for (int back = tile - 1; back >= 0;) {
                unsigned long long seen = *(volatile unsigned long long*)&state[back];
                unsigned flag = (unsigned)(seen >> 32);
                if (flag == 0) continue;
                exclusive += (int)(unsigned)seen;
                if (flag == 2) break;
                back--;
            }
        }
        atomicExch(&state[tile], 2ULL << 32 | (unsigned)(exclusive + total));
    }
    exclusive = __shfl_sync(0xffffffff, exclusive, 0);
    y[tile * 32 + lane] = exclusive + sum;
}
