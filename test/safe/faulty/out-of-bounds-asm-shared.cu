/*---
name: out_of_bounds_asm_shared
summary: ld.shared in inline PTX, an element behind all of the block's shared memory.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int s[32];
    int t = threadIdx.x, v;
    s[t] = x[t];
    __syncwarp();
    unsigned at = shared_address(s + t) + 4;
    asm volatile("ld.shared.u32 %0, [%1];" : "=r"(v) : "r"(at) : "memory"); // expect: out-of-bounds shared
    y[t] = v;
}
