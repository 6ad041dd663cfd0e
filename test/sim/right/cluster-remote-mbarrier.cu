/*---
name: cluster_remote_mbarrier
summary: A block stores into its neighbour's shared memory and arrives at its mbarrier.
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
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int s[32];
    __shared__ unsigned long long full;
    int t = threadIdx.x, i = blockIdx.x * 32 + t;
    unsigned other = cluster_rank() ^ 1, remote_slot, remote_full;
    if (t == 0) INIT(&full, 32);
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(remote_slot) : "r"(shared_address(&s[t])), "r"(other));
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(remote_full) : "r"(shared_address(&full)), "r"(other));
    asm volatile("st.shared::cluster.u32 [%0], %1;" ::"r"(remote_slot), "r"(x[i]) : "memory");
    asm volatile("mbarrier.arrive.release.cluster.shared::cluster.b64 _, [%0];" ::"r"(remote_full) : "memory");
    for (unsigned done = 0; !done;)
        asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.acquire.cluster.shared::cta.b64 p, [%1], 0;\n"
                     "selp.u32 %0, 1, 0, p;\n}"
                     : "=r"(done)
                     : "r"(shared_address(&full))
                     : "memory");
    y[i] = s[31 - t];
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
}
