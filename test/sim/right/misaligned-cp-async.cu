/*---
name: misaligned_cp_async
summary: Asynchronous copies of 4 bytes from a source that is a multiple of 4.
dims: { N: 65 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [64] }
launch:
  - { kernel: run, grid: [1], block: [16], args: [x, y] }
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
    __shared__ __align__(16) float s[64];
    int t = threadIdx.x;
    for (int k = 0; k < 4; k++) COPY4(&s[t * 4 + k], x + t * 4 + k + 1);
    COMMIT();
    WAIT(0);
    *(float4*)(y + t * 4) = *(float4*)&s[t * 4];
}
