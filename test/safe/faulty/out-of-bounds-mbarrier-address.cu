/*---
name: out_of_bounds_mbarrier_address
summary: Arrives at an mbarrier of an array that is one barrier shorter than the stages.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], shared: 32, args: [x, y, 5] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define INIT(barrier, count) \
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(barrier)), "r"(count) : "memory")
#define ARRIVE(barrier) \
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(barrier)) : "memory")
extern "C" __global__ void run(const int* x, int* y, int stages) {
    extern __shared__ unsigned long long full[];
    int t = threadIdx.x;
    if (t < 4) INIT(&full[t], 32);
    __syncwarp();
    for (int stage = 0; stage < stages; stage++) {
        ARRIVE(&full[stage]); // expect: out-of-bounds shared
    }
    y[t] = x[t];
}
