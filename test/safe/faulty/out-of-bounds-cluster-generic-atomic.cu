/*---
name: out_of_bounds_cluster_generic_atomic
summary: An atomic addition to the other block's counter through a generic pointer, one counter too far.
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
__device__ unsigned cluster_rank() {
    unsigned rank;
    asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
    return rank;
}
__device__ int* remote(int* own, unsigned rank) {
    int* p;
    asm volatile("mapa.u64 %0, %1, %2;" : "=l"(p) : "l"(own), "r"(rank));
    return p;
}
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int counts[8];
    int t = threadIdx.x, i = blockIdx.x * 32 + t;
    if (t < 8) counts[t] = 0;
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
    int* to = remote(counts, cluster_rank() ^ 1);
    atomicAdd(to + t % 8 + (t == 31), x[i]); // expect: out-of-bounds shared
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
    y[i] = counts[t % 8];
}
