/*---
name: out_of_bounds_cp_async_shared_last
summary: In a function that is not inlined, the last thread's copy lands behind the shared tile.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define COPY16(to, from) \
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COMMIT() asm volatile("cp.async.commit_group;" ::: "memory")
#define WAIT(n) asm volatile("cp.async.wait_group %0;" ::"n"(n) : "memory")
__device__ __noinline__ void bring(float* to, const float* from) {
    COPY16(to, from); // expect: out-of-bounds shared
}
extern "C" __global__ void run(const float* x, float* y) {
    extern __shared__ __align__(16) float s[];
    int t = threadIdx.x;
    bring(&s[t * 4], x + t * 4);
    COMMIT();
    WAIT(0);
    __syncthreads();
    for (int k = 0; k < 4; k++) y[t + 32 * k] = s[t + 32 * k];
}
