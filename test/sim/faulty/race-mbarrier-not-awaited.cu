/*---
name: race_mbarrier_not_awaited
summary: The consumers of a tile arrive at the producers' barrier themselves instead of waiting for it.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [64], args: [x, y] }
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
    __shared__ float s[32];
    __shared__ unsigned long long full;
    int t = threadIdx.x;
    if (t < 32) s[t] = 0.0f;
    if (t == 0) INIT(&full, 64);
    __syncthreads();
    if (t < 32) {
        float v = x[t];
        s[t] = v; // expect: race shared
        ARRIVE(&full);
    } else {
        ARRIVE(&full);
        float v = s[63 - t]; // expect: race shared
        y[t - 32] = v;
    }
    AWAIT(&full, 0);
}
