/*---
name: leftover_cp_async_early_exit
summary: Threads whose data says so return without waiting for their copy.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  keep: { type: i32, shape: [N], fill: { integers: [0, 1] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, keep, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define COPY16(to, from) \
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COPY4(to, from) \
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COMMIT() asm volatile("cp.async.commit_group;" ::: "memory")
#define WAIT(n) asm volatile("cp.async.wait_group %0;" ::"n"(n) : "memory")
extern "C" __global__ void run(const float* x, const int* keep, float* y) {
    __shared__ float s[32];
    int t = threadIdx.x;
    COPY4(&s[t], x + t); // expect: leftover shared
    COMMIT();
    if (keep[t] == 0) {
        y[t] = 0.0f;
        return;
    }
    WAIT(0);
    y[t] = s[t];
}
