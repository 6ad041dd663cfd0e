/*---
name: barrier_divergence_test_wait
summary: Polls an mbarrier with test_wait in a function that is not inlined; nobody arrives twice.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define INIT(barrier, count) \
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(barrier)), "r"(count) : "memory")
#define ARRIVE(barrier) \
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(barrier)) : "memory")
#define TEST_WAIT "{\n.reg .pred p;\nmbarrier.test_wait.parity.shared::cta.b64 p, [%1], %2;\nselp.u32 %0, 1, 0, p;\n}"
__device__ __noinline__ void await(unsigned barrier, unsigned parity) {
    unsigned done = 0;
    while (!done) // expect: barrier-divergence
        asm volatile(TEST_WAIT : "=r"(done) : "r"(barrier), "r"(parity) : "memory"); // expect: barrier-divergence
}
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ unsigned long long full;
    int t = threadIdx.x;
    if (t == 0) INIT(&full, 32);
    __syncwarp();
    ARRIVE(&full);
    await(shared_address(&full), 0);
    await(shared_address(&full), 1);
    y[t] = x[t];
}
