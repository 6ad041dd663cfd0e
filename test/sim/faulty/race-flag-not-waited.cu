/*---
name: race_flag_not_waited
summary: A block reads what another one writes, having looked at the wrong flag.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  box: { type: i32, shape: [N], fill: { constant: 0 } }
  flag: { type: i32, shape: [2], fill: { constant: 1 } }
launch:
  - { kernel: run, grid: [2], block: [N], args: [x, box, flag, y] }
---*/
__device__ void store_release(int* at, int value) {
    asm volatile("st.release.gpu.global.s32 [%0], %1;" ::"l"(at), "r"(value) : "memory");
}
__device__ int load_acquire(const int* at) {
    int value;
    asm volatile("ld.acquire.gpu.global.s32 %0, [%1];" : "=r"(value) : "l"(at) : "memory");
    return value;
}
extern "C" __global__ void run(const int* x, int* box, int* flag, int* y) {
    int t = threadIdx.x;
    if (blockIdx.x == 0) {
        int v = x[t];
        box[t] = v; // expect: race box
        __syncthreads();
        if (t == 0) store_release(&flag[0], 2);
    } else {
        int seen = 0;
        while (seen == 0) seen = load_acquire(&flag[1]);
        int v = box[t]; // expect: race box
        y[t] = v + seen;
    }
}
