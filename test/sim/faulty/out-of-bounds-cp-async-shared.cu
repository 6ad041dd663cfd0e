/*---
name: out_of_bounds_cp_async_shared
summary: An asynchronous copy whose destination lies beyond the shared array.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], shared: 496, args: [x, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define COPY16(to, from) \
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COPY4(to, from) \
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COMMIT() asm volatile("cp.async.commit_group;" ::: "memory")
#define WAIT(n) asm volatile("cp.async.wait_group %0;" ::"n"(n) : "memory")
extern "C" __global__ void run(const float* x, float* y) {
    extern __shared__ __align__(16) float s[];
    int t = threadIdx.x;
    COPY16(&s[t * 4], x + t * 4); // expect: out-of-bounds shared
    COMMIT();
    WAIT(0);
    __syncthreads();
    y[t] = s[t * 3];
    for (int k = 1; k < 4; k++) y[t + 32 * k] = 0.0f;
}
