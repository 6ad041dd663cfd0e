/*---
name: cluster_bulk_multicast
summary: One bulk copy brings a tile to both blocks of a cluster, each of which waits at its own mbarrier.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [2, N] }
launch:
  - { kernel: run, grid: [2], block: [N], cluster: [2], args: [x, y] }
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
#define EXPECT(barrier, bytes) \
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(barrier)), "r"(bytes) \
                 : "memory")
#define FENCE_INIT() asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory")
#define BULK_LOAD(to, from, bytes, barrier) \
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"( \
                     shared_address(to)), \
                 "l"(from), "r"(bytes), "r"(shared_address(barrier)) \
                 : "memory")
// Macros, so that line information names the line of use.
#define CLUSTER_ARRIVE() asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory")
#define CLUSTER_WAIT() asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory")
#define LOAD_REMOTE(value, own, rank) \
    asm volatile("{\n.reg .u32 a;\nmapa.shared::cluster.u32 a, %1, %2;\nld.shared::cluster.u32 %0, [a];\n}" \
                 : "=r"(value) \
                 : "r"((unsigned)__cvta_generic_to_shared(own)), "r"(rank) \
                 : "memory")
__device__ unsigned cluster_rank() {
    unsigned rank;
    asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
    return rank;
}
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ __align__(128) float s[64];
    __shared__ unsigned long long full;
    int t = threadIdx.x;
    if (t == 0) {
        INIT(&full, 1);
        FENCE_INIT();
        EXPECT(&full, 256);
    }
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
    if (cluster_rank() == 0 && t == 0)
        asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.multicast::cluster "
                     "[%0], [%1], 256, [%2], %3;" ::"r"(shared_address(s)),
                     "l"(x), "r"(shared_address(&full)), "h"((unsigned short)3)
                     : "memory");
    AWAIT(&full, 0);
    y[blockIdx.x * 64 + t] = s[63 - t];
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
}
