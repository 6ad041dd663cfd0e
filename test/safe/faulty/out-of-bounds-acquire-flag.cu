/*---
name: out_of_bounds_acquire_flag
summary: A flag's acquiring load at an index that only the last block has.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  flags: { type: i32, shape: [1], fill: { constant: 1 } }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, flags, y] }
---*/
#define ACQUIRE "ld.acquire.gpu.global.b32 %0, [%1];"
extern "C" __global__ void run(const int* x, int* flags, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x, flag;
    int* own = flags + blockIdx.x;
    asm volatile(ACQUIRE : "=r"(flag) : "l"(own) : "memory"); // expect: out-of-bounds flags
    y[i] = x[i] + flag;
}
