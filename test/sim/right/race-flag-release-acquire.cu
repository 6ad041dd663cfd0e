/*---
name: race_flag_release_acquire
summary: A chain of blocks, each of which waits for the one before by an acquire load and tells the next by a release.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [4, N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  box: { type: i32, shape: [4, N] }
  flag: { type: i32, shape: [4], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [4], block: [N], args: [x, box, flag, y] }
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
    int t = threadIdx.x, b = blockIdx.x, sum = x[b * 32 + t];
    if (b > 0) {
        if (t == 0)
            while (load_acquire(&flag[b - 1]) == 0) {
            }
        __syncthreads();
        sum += box[(b - 1) * 32 + 31 - t];
    }
    box[b * 32 + t] = sum;
    __syncthreads();
    if (t == 0) store_release(&flag[b], 1);
    if (b == 3) y[t] = sum;
}
