/*---
name: out_of_bounds_cluster_store
summary: Every block of a cluster writes to its neighbour's shared memory one element too far.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], cluster: [2], args: [x, y] }
---*/
// Macros, so that line information names the line of use.
#define CLUSTER_ARRIVE() asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory")
#define CLUSTER_WAIT() asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory")
#define STORE_REMOTE(own, rank, value) \
    asm volatile("{\n.reg .u32 a;\nmapa.shared::cluster.u32 a, %0, %1;\nst.shared::cluster.u32 [a], %2;\n}" ::"r"( \
                     (unsigned)__cvta_generic_to_shared(own)), \
                 "r"(rank), "r"(value) \
                 : "memory")
__device__ unsigned cluster_rank() {
    unsigned rank;
    asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
    return rank;
}
extern "C" __global__ void run(const int* x, int* y) {
    extern __shared__ int s[];
    int t = threadIdx.x, i = blockIdx.x * 32 + t;
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
    STORE_REMOTE(&s[t], cluster_rank() ^ 1, x[i]); // expect: out-of-bounds shared
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
    y[i] = t < 31 ? s[t] : 0;
}
