/*---
name: race_cp_async_no_barrier
summary: Every thread waits for its own copies, and reads another thread's without a barrier.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
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
    __shared__ __align__(16) float s[128];
    int t = threadIdx.x;
    s[t] = 0.0f;
    __syncthreads();
    COPY4(&s[t], x + t); // expect: race shared
    COMMIT();
    WAIT(0);
    float v = s[127 - t]; // expect: race shared
    y[t] = v;
}
