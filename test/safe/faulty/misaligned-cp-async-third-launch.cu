/*---
name: misaligned_cp_async_third_launch
summary: Asynchronous copies of 16 bytes that begin at an element which is no multiple of four in the third launch.
dims: { N: 160 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y, 0] }
  - { kernel: run, grid: [1], block: [32], args: [x, y, 4] }
  - { kernel: run, grid: [1], block: [32], args: [x, y, 6] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define COPY16(to, from) \
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COMMIT() asm volatile("cp.async.commit_group;" ::: "memory")
#define WAIT(n) asm volatile("cp.async.wait_group %0;" ::"n"(n) : "memory")
extern "C" __global__ void run(const float* x, float* y, int first) {
    __shared__ __align__(16) float s[128];
    int t = threadIdx.x;
    COPY16(&s[t * 4], x + first + t * 4); // expect: misaligned x
    COMMIT();
    WAIT(0);
    __syncthreads();
    for (int k = 0; k < 5; k++) y[t + 32 * k] = s[(t + 32 * k) % 128];
}
