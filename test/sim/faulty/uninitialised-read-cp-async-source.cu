/*---
name: uninitialised_read_cp_async_source
summary: An asynchronous copy out of a workspace that nobody filled.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  staged: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, staged, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define COPY16(to, from) \
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COPY4(to, from) \
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COMMIT() asm volatile("cp.async.commit_group;" ::: "memory")
#define WAIT(n) asm volatile("cp.async.wait_group %0;" ::"n"(n) : "memory")
extern "C" __global__ void run(const float* x, const float* staged, float* y) {
    __shared__ __align__(16) float s[128];
    int t = threadIdx.x;
    COPY16(&s[t * 4], staged + t * 4); // expect: uninitialised-read staged
    COMMIT();
    WAIT(0);
    __syncthreads();
    for (int k = 0; k < 4; k++) y[t + 32 * k] = s[t + 32 * k] + x[t + 32 * k];
}
