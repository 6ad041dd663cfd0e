/*---
name: out_of_bounds_cp_async_first_thread
summary: Asynchronous copies of 4 bytes for a halo, whose left end is before the input.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define COPY4(to, from) \
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COMMIT() asm volatile("cp.async.commit_group;" ::: "memory")
#define WAIT(n) asm volatile("cp.async.wait_group %0;" ::"n"(n) : "memory")
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[32];
    int t = threadIdx.x;
    COPY4(&s[t], x + t - 1); // expect: out-of-bounds x
    COMMIT();
    WAIT(0);
    __syncthreads();
    y[t] = s[t];
}
