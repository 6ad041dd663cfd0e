/*---
name: race_look_back_no_fence
summary: A chained scan whose blocks publish their flag before their value.
dims: { N: 4 }
inputs:
  x: { type: i32, shape: [N, 32] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  sums: { type: i32, shape: [N], fill: { constant: 0 } }
  ready: { type: i32, shape: [N], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [N], block: [1], args: [x, sums, ready, y] }
---*/
__device__ void store_release(int* at, int value) {
    asm volatile("st.release.gpu.global.s32 [%0], %1;" ::"l"(at), "r"(value) : "memory");
}
__device__ int load_acquire(const int* at) {
    int value;
    asm volatile("ld.acquire.gpu.global.s32 %0, [%1];" : "=r"(value) : "l"(at) : "memory");
    return value;
}
extern "C" __global__ void run(const int* x, int* sums, int* ready, int* y) {
    int b = blockIdx.x, sum = 1;
    for (int k = 0; k < 32; k++) sum += x[b * 32 + k];
    if (b > 0) {
        while (load_acquire(&ready[b - 1]) == 0) {
        }
        sum += sums[b - 1]; // expect: race sums
    }
    store_release(&ready[b], 1);
    sums[b] = sum; // expect: race sums
    y[b] = sum;
}
