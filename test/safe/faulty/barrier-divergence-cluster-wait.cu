/*---
name: barrier_divergence_cluster_wait
summary: The second block of a cluster waits for a phase that the first has not entered.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], cluster: [2], args: [x, y] }
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
#define CLUSTER_ARRIVE() asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory")
#define CLUSTER_WAIT() asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory")
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ unsigned long long full;
    int t = threadIdx.x, i = blockIdx.x * 32 + t;
    if (t == 0) INIT(&full, 1);
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
    if (blockIdx.x == 1) AWAIT(&full, 0); // expect: barrier-divergence
    y[i] = x[i];
    CLUSTER_ARRIVE();
    CLUSTER_WAIT(); // expect: barrier-divergence
}
