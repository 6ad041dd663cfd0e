/*---
name: barrier_divergence_mbarrier_count
summary: An mbarrier that waits for one arrival more than there are threads.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
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
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[64];
    __shared__ unsigned long long full;
    int t = threadIdx.x;
    if (t == 0) INIT(&full, 65);
    __syncthreads();
    s[t] = x[t];
    ARRIVE(&full);
    AWAIT(&full, 0); // expect: barrier-divergence
    y[t] = s[63 - t];
}
