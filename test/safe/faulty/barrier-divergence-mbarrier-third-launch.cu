/*---
name: barrier_divergence_mbarrier_third_launch
summary: An mbarrier that expects as many arrivals as the third launch has no threads for.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 64] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 32] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 96] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define INIT(barrier, count) \
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(barrier)), "r"(count) : "memory")
#define ARRIVE(barrier) \
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(barrier)) : "memory")
#define AWAIT(barrier, parity) \
    for (unsigned done = 0; !done;) \
    asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\nselp.u32 %0, 1, 0, p;\n}" \
                 : "=r"(done) \
                 : "r"(shared_address(barrier)), "r"(parity) \
                 : "memory")
extern "C" __global__ void run(const int* x, int* y, int count) {
    __shared__ unsigned long long full;
    int t = threadIdx.x;
    if (t == 0) INIT(&full, count);
    __syncthreads();
    ARRIVE(&full);
    AWAIT(&full, 0); // expect: barrier-divergence
    y[t] = x[t];
}
