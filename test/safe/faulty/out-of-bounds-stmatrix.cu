/*---
name: out_of_bounds_stmatrix
summary: Four matrices stored to a shared tile that has room for three.
dims: { N: 128 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [32] }
launch:
  - { kernel: run, grid: [1], block: [32], shared: "3 * 8 * 16", args: [x, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
#define STMATRIX "stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};"
extern "C" __global__ void run(const int* x, int* y) {
    extern __shared__ __align__(16) int s[];
    int t = threadIdx.x;
    unsigned row = shared_address(s) + t * 16;
    int a = x[t], b = x[t + 32], c = x[t + 64], d = x[t + 96];
    asm volatile(STMATRIX ::"r"(row), "r"(a), "r"(b), "r"(c), "r"(d) : "memory"); // expect: out-of-bounds shared
    __syncwarp();
    y[t] = s[t];
}
