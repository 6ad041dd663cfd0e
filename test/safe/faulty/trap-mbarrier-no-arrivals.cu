/*---
name: trap_mbarrier_no_arrivals
summary: An mbarrier that is initialised for no arrivals at all.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [64], args: [x, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define INIT(barrier, count) \
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(barrier)), "r"(count) : "memory")
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ unsigned long long full;
    int t = threadIdx.x, i = blockIdx.x * 64 + t;
    if (t == 0) {
        INIT(&full, blockIdx.x); // expect: trap
    }
    __syncthreads();
    y[i] = x[i] + 1.0f;
}
