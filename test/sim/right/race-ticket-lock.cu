/*---
name: race_ticket_lock
summary: Blocks enter in the order of their tickets.
dims: { N: 4 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 9] } }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  lock: { type: i32, shape: [2], fill: { constant: 0 } }
  log: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [N], block: [1], args: [x, lock, log, y] }
---*/
__device__ void store_release(int* at, int value) {
    asm volatile("st.release.gpu.global.s32 [%0], %1;" ::"l"(at), "r"(value) : "memory");
}
__device__ int load_acquire(const int* at) {
    int value;
    asm volatile("ld.acquire.gpu.global.s32 %0, [%1];" : "=r"(value) : "l"(at) : "memory");
    return value;
}
extern "C" __global__ void run(const int* x, int* lock, int* log, int* y) {
    int ticket = atomicAdd(&lock[0], 1);
    while (load_acquire(&lock[1]) != ticket) {
    }
    int before = ticket > 0 ? log[ticket - 1] : 0;
    log[ticket] = before + 1;
    store_release(&lock[1], ticket + 1);
    y[blockIdx.x] = x[blockIdx.x] + (before >= 0);
}
